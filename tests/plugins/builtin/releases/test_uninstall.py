from __future__ import annotations

import pytest
from pilothouse.core.errors import (
    DamagedRecordError,
    KubeStatusError,
    RecordConflictError,
    RecordNotFoundError,
    ReleaseError,
)
from pilothouse.core.model.release_requests import InstallRequest, ListRequest, UninstallRequest, UpdateRequest
from pilothouse.plugins.builtin.storage.memory import Memory
from stand_ins.release_world import World, chart, config_map, failed, hook

SHARE = Memory.share

PATH = "/api/v1/namespaces/apps/configmaps/a"


@pytest.fixture
def installed(world: World) -> World:
    hooks = {"pre": hook("pre", "pre-delete"), "post": hook("post", "post-delete")}
    wanted = chart(a=config_map("a"), b=config_map("b"), **hooks)
    world.service.install(InstallRequest(wanted, name="x", namespace="apps"))
    world.told.clear()
    return world


def test_a_release_is_recorded_as_deleting_and_then_as_deleted(installed: World) -> None:
    result = installed.service.uninstall(UninstallRequest("x"))
    assert (result.release.info.status, result.info) == ("DELETED", "")
    assert result.release.info.deleted is not None
    assert installed.told == [("x.v1", "DEPLOYED", "DELETING"), ("x.v1", "DELETING", "DELETED")]
    assert installed.records() == [(1, "DELETED", "Deletion complete")]
    assert installed.ran == [("pre-delete", ["pre"]), ("post-delete", ["post"])]
    assert installed.live() == []


def test_a_description_can_be_given(installed: World) -> None:
    installed.service.uninstall(UninstallRequest("x", description="mine"))
    assert installed.records() == [(1, "DELETED", "mine")]


def test_hooks_can_be_left_out(installed: World) -> None:
    installed.service.uninstall(UninstallRequest("x", disable_hooks=True))
    assert installed.ran == []


def test_a_purge_erases_all_revisions(installed: World) -> None:
    installed.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    installed.service.uninstall(UninstallRequest("x", purge=True))
    assert (installed.records(), installed.live()) == ([], [])


def test_a_deleted_release_can_only_be_purged(installed: World) -> None:
    installed.service.uninstall(UninstallRequest("x"))
    with pytest.raises(ReleaseError) as caught:
        installed.service.uninstall(UninstallRequest("x"))
    assert caught.value.message == 'the release named "x" is already deleted'
    installed.ran.clear()
    installed.service.uninstall(UninstallRequest("x", purge=True))
    assert (installed.records(), installed.ran) == ([], [])


def test_what_is_being_deleted_can_be_deleted_again(installed: World) -> None:
    installed.set_status("x.v1", "DELETING")
    installed.kube.objects.pop(PATH)
    installed.service.uninstall(UninstallRequest("x"))
    assert (installed.live(), installed.records()) == ([], [(1, "DELETED", "Deletion complete")])


def test_a_pre_delete_hook_that_fails_leaves_everything_as_it_was(installed: World) -> None:
    installed.failing_events["pre-delete"] = failed()
    with pytest.raises(ReleaseError, match="it broke"):
        installed.service.uninstall(UninstallRequest("x"))
    assert installed.records() == [(1, "DEPLOYED", "Install complete")]
    assert installed.live() == ["configmaps/a", "configmaps/b"]


def test_a_store_that_hands_out_releases_themselves_shows_what_a_failing_hook_has_left(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Memory, "share", SHARE, raising=False)
    installed.failing_events["pre-delete"] = failed()
    with pytest.raises(ReleaseError, match="it broke"):
        installed.service.uninstall(UninstallRequest("x"))
    shown = installed.service.status("x").info
    assert (shown.status, shown.description) == ("DELETING", "Deletion in progress (or silently failed)")
    assert installed.service.list(ListRequest()).releases == ()
    assert [row.name for row in installed.service.list(ListRequest(statuses=("DELETING",))).releases] == ["x"]
    assert dict(installed.driver.get("x.v1").metadata.labels)["STATUS"] == "DEPLOYED"
    del installed.failing_events["pre-delete"]
    installed.service.uninstall(UninstallRequest("x"))
    assert (installed.live(), installed.service.content("x").info.status) == ([], "DELETED")


def test_a_post_delete_hook_that_fails_is_told_when_all_is_done(installed: World) -> None:
    installed.failing_events["post-delete"] = failed()
    with pytest.raises(ReleaseError) as caught:
        installed.service.uninstall(UninstallRequest("x"))
    assert caught.value.message == "deletion completed with 1 error(s): it broke"
    assert (installed.records(), installed.live()) == ([(1, "DELETED", "Deletion complete")], [])


@pytest.mark.parametrize("purge", [False, True])
def test_a_release_of_which_objects_are_left_stays_until_they_are_gone(installed: World, *, purge: bool) -> None:
    installed.kube.failures[f"delete {PATH}"] = KubeStatusError("forbidden", code=403, reason="Forbidden")
    installed.failing_events["post-delete"] = failed()
    with pytest.raises(ReleaseError) as caught:
        installed.service.uninstall(UninstallRequest("x", purge=purge))
    assert caught.value.message == "deletion completed with 2 error(s): forbidden; it broke"
    assert caught.value.details == ("left are ConfigMap/a: x.v1 stays DELETING, and its records are kept",)
    assert (installed.live(), [status for _, status, _ in installed.records()]) == (["configmaps/a"], ["DELETING"])
    installed.kube.failures.clear()
    installed.failing_events.clear()
    installed.service.uninstall(UninstallRequest("x", purge=True))
    assert (installed.live(), installed.records()) == ([], [])


def test_a_purge_does_not_speak_of_errors_that_leave_no_objects(installed: World) -> None:
    installed.failing_events["post-delete"] = failed()
    installed.service.uninstall(UninstallRequest("x", purge=True))
    assert (installed.live(), installed.records()) == ([], [])


@pytest.mark.parametrize("name", ["", "-x", "x-", "x" * 54, "a b", "x\n"])
def test_names_are_checked(name: str, world: World) -> None:
    with pytest.raises(ReleaseError) as caught:
        world.service.uninstall(UninstallRequest(name))
    assert caught.value.message == (
        "no release provided" if not name else
        "invalid release name, must match regex ^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])+$ and the length must not "
        "be longer than 53"
    )  # fmt: skip


def test_an_unknown_release_cannot_be_deleted(world: World) -> None:
    with pytest.raises(RecordNotFoundError, match='release: "x" not found'):
        world.service.uninstall(UninstallRequest("x"))


def test_a_damaged_release_is_not_deleted_by_a_guess(installed: World) -> None:
    installed.damage("x.v1")
    with pytest.raises(DamagedRecordError) as caught:
        installed.service.uninstall(UninstallRequest("x", purge=True))
    assert caught.value.message == "no release provided"
    assert "x.v1 cannot be decoded" in caught.value.details[0]
    assert installed.live() == ["configmaps/a", "configmaps/b"]


def test_a_delete_that_was_overtaken_before_it_deleted_anything_deletes_nothing(installed: World) -> None:
    slow = installed.service
    other = installed.connect()
    upgrade = UpdateRequest("x", chart(a=config_map("a", "two")))
    installed.before_event["pre-delete"] = lambda: other.update(upgrade) and None
    with pytest.raises(RecordConflictError):
        slow.uninstall(UninstallRequest("x"))
    assert [status for _, status, _ in installed.records()] == ["SUPERSEDED", "DEPLOYED"]
    assert installed.live() == ["configmaps/a"]
