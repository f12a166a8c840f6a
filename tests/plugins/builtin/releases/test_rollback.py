from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import KubeStatusError, RecordNotFoundError, ReleaseError
from pilothouse.core.model.release_requests import InstallRequest, RollbackRequest, UninstallRequest, UpdateRequest
from stand_ins.release_world import World, chart, config_map, failed, hook

PATH = "/api/v1/namespaces/apps/configmaps/a"
REFUSED = KubeStatusError("the server refuses", code=422, reason="Invalid")


@pytest.fixture
def upgraded(world: World) -> World:
    hooks = {"pre": hook("pre", "pre-rollback"), "post": hook("post", "post-rollback")}
    first = chart(a=config_map("a"), b=config_map("b"), notes="first", **hooks)
    world.service.install(InstallRequest(first, "one: 1\n", "x", "apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"), notes="second", version="2.0.0")))
    world.told.clear()
    world.kube.writes.clear()
    return world


def text_of(world: World) -> Any:
    return world.kube.objects[PATH]["data"]["text"]


def test_the_new_revision_is_like_the_old_one(upgraded: World) -> None:
    old = upgraded.service.content("x", 1)
    release = upgraded.service.rollback(RollbackRequest("x", 1))
    assert (release.revision, release.manifest, release.values_text) == (3, old.manifest, old.values_text)
    assert (release.info.notes, release.chart.metadata.version) == ("first", "1.0.0")
    assert release.info.first_deployed == old.info.first_deployed
    assert upgraded.ran == [("pre-rollback", ["pre"]), ("post-rollback", ["post"])]
    assert upgraded.told == [
        ("x.v3", "", "PENDING_ROLLBACK"), ("x.v2", "DEPLOYED", "SUPERSEDED"), ("x.v3", "PENDING_ROLLBACK", "DEPLOYED")
    ]  # fmt: skip
    assert upgraded.records() == [
        (1, "SUPERSEDED", "Install complete"), (2, "SUPERSEDED", "Upgrade complete"), (3, "DEPLOYED", "Rollback to 1")
    ]  # fmt: skip
    assert (text_of(upgraded), upgraded.live()) == ("one", ["configmaps/a", "configmaps/b"])


def test_without_a_revision_it_goes_to_the_one_before(upgraded: World) -> None:
    assert upgraded.service.rollback(RollbackRequest("x")).info.description == "Rollback to 1"


def test_a_description_can_be_given(upgraded: World) -> None:
    assert upgraded.service.rollback(RollbackRequest("x", 1, description="mine")).info.description == "mine"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (RollbackRequest(""), "no release provided"),
        (RollbackRequest("x", -1), "invalid release revision"),
        (RollbackRequest("x", 9), 'release: "x.v9" not found'),
        (RollbackRequest("nosuch", 1), 'release: "nosuch" not found'),
    ],
)
def test_what_there_is_not_cannot_be_gone_back_to(request_: RollbackRequest, message: str, upgraded: World) -> None:
    with pytest.raises((ReleaseError, RecordNotFoundError)) as caught:
        upgraded.service.rollback(request_)
    assert caught.value.message == message
    assert upgraded.told == []


def test_a_dry_run_changes_nothing(upgraded: World) -> None:
    release = upgraded.service.rollback(RollbackRequest("x", 1, dry_run=True))
    assert (release.revision, release.info.status) == (3, "PENDING_ROLLBACK")
    assert (upgraded.told, upgraded.kube.writes) == ([], [])


@pytest.mark.parametrize("event", ["pre-rollback", "post-rollback"])
def test_a_hook_that_fails_leaves_it_pending_and_the_others_as_they_are(event: str, upgraded: World) -> None:
    upgraded.failing_events[event] = failed()
    with pytest.raises(ReleaseError, match="it broke"):
        upgraded.service.rollback(RollbackRequest("x", 1))
    assert [status for _, status, _ in upgraded.records()] == ["SUPERSEDED", "DEPLOYED", "PENDING_ROLLBACK"]


def test_an_object_that_is_refused_makes_it_failed_and_supersedes_the_newest(upgraded: World) -> None:
    upgraded.kube.failures[f"patch {PATH}"] = REFUSED
    with pytest.raises(Exception, match="the server refuses"):
        upgraded.service.rollback(RollbackRequest("x", 1))
    assert upgraded.told == [
        ("x.v3", "", "PENDING_ROLLBACK"), ("x.v2", "DEPLOYED", "SUPERSEDED"), ("x.v3", "PENDING_ROLLBACK", "FAILED")
    ]  # fmt: skip
    assert upgraded.records()[-1] == (3, "FAILED", 'Rollback "x" failed: the server refuses')


def test_every_revision_that_is_deployed_is_superseded(upgraded: World) -> None:
    upgraded.set_status("x.v1", "DEPLOYED")
    upgraded.service.rollback(RollbackRequest("x", 1))
    assert [status for _, status, _ in upgraded.records()] == ["SUPERSEDED", "SUPERSEDED", "DEPLOYED"]


def test_a_deleted_release_comes_back(upgraded: World) -> None:
    upgraded.service.uninstall(UninstallRequest("x"))
    upgraded.service.rollback(RollbackRequest("x", 1))
    assert upgraded.live() == ["configmaps/a", "configmaps/b"]
    assert [status for _, status, _ in upgraded.records()] == ["SUPERSEDED", "SUPERSEDED", "DEPLOYED"]


@pytest.mark.parametrize("hooks", [["pre-rollback"], ["post-rollback"]])
def test_a_rollback_that_was_stopped_can_be_repeated(hooks: list[str], upgraded: World) -> None:
    for event in hooks:
        upgraded.failing_events[event] = failed("killed")
    with pytest.raises(ReleaseError, match="killed"):
        upgraded.service.rollback(RollbackRequest("x", 1))
    upgraded.failing_events.clear()
    upgraded.service.rollback(RollbackRequest("x", 1))
    assert (text_of(upgraded), upgraded.live()) == ("one", ["configmaps/a", "configmaps/b"])
    statuses = [status for _, status, _ in upgraded.records()]
    assert statuses == ["SUPERSEDED", "SUPERSEDED", "SUPERSEDED", "DEPLOYED"]


def test_a_rollback_that_was_stopped_before_its_last_write_can_be_repeated(upgraded: World) -> None:
    upgraded.service.rollback(RollbackRequest("x", 1))
    upgraded.set_status("x.v3", "PENDING_ROLLBACK")
    upgraded.service.rollback(RollbackRequest("x", 1))
    assert [status for _, status, _ in upgraded.records()] == ["SUPERSEDED", "SUPERSEDED", "SUPERSEDED", "DEPLOYED"]
    assert text_of(upgraded) == "one"


def test_a_third_revision_is_reached_from_whatever_an_interrupted_upgrade_left(upgraded: World) -> None:
    upgraded.failing_events["post-upgrade"] = failed("killed")
    wanted = chart(a=config_map("a", "three"), c=config_map("c"), h=hook("h", "post-upgrade"))
    with pytest.raises(ReleaseError, match="killed"):
        upgraded.service.update(UpdateRequest("x", wanted))
    upgraded.service.rollback(RollbackRequest("x", 1))
    assert (text_of(upgraded), upgraded.live()) == ("one", ["configmaps/a", "configmaps/b"])
