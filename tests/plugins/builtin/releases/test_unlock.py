from __future__ import annotations

import subprocess
import sys
import time

import pytest
from pilothouse.core.errors import KubeError, PendingReleaseError, RecordNotFoundError, ReleaseError
from pilothouse.core.model.release_requests import (
    InstallRequest,
    RollbackRequest,
    UninstallRequest,
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)
from pilothouse.plugins.builtin.storage import memory
from stand_ins.release_world import World, chart, config_map, failed, hook

PATH = "/api/v1/namespaces/apps/configmaps/"


@pytest.fixture
def stuck(world: World) -> World:
    """A release whose upgrade was killed when its objects were made: a changed, b to be deleted, c and d new."""
    world.service.install(InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="x", namespace="apps"))
    world.failing_events["pre-upgrade"] = failed("killed")
    kept = config_map("d", annotations='helm.sh/resource-policy: "keep"')
    wanted = chart(a=config_map("a", "two"), c=config_map("c"), d=kept, h=hook("h", "pre-upgrade"))
    with pytest.raises(ReleaseError, match="killed"):
        world.service.update(UpdateRequest("x", wanted))
    for thing in world.kube.build(config_map("c") + "---\n" + kept, "apps"):
        world.kube.create(thing)
    world.failing_events.clear()
    world.kube.writes.clear()
    world.told.clear()
    return world


def statuses(world: World) -> list[str]:
    return [status for _, status, _ in world.records()]


def test_a_stuck_upgrade_is_explained_and_becomes_a_failed_one(stuck: World) -> None:
    metadata = stuck.driver.get("x.v2").metadata
    result = stuck.service.unlock(UnlockRequest("x"))
    user, _, process = metadata.writer.removeprefix("pilothouse/").rpartition("/")
    assert result == UnlockResult(
        name="x",
        revision=2,
        status="PENDING_UPGRADE",
        holder=f"{user} (process {process})",
        since=metadata.written,
        found=("ConfigMap/a", "ConfigMap/c", "ConfigMap/d"),
        removed=("ConfigMap/c",),
        actions=(
            "revision 2 is now FAILED",
            "revision 1 is the deployed one: `pilothouse upgrade x` goes on from it, `pilothouse rollback x 1` brings "
            "back its objects",
        ),
    )
    assert stuck.records() == [
        (1, "DEPLOYED", "Install complete"),
        (2, "FAILED", "Interrupted while PENDING_UPGRADE, cleared by release unlock"),
    ]
    assert stuck.live() == ["configmaps/a", "configmaps/b", "configmaps/d"]


def test_a_dry_run_only_says_so(stuck: World) -> None:
    result = stuck.service.unlock(UnlockRequest("x", dry_run=True))
    assert (result.removed, result.actions[0]) == (("ConfigMap/c",), "revision 2 would become FAILED")
    assert (statuses(stuck), stuck.kube.writes) == (["DEPLOYED", "PENDING_UPGRADE"], [])


def test_objects_that_were_there_before_are_left_alone(stuck: World) -> None:
    stuck.kube.age(PATH + "c", 3600)
    result = stuck.service.unlock(UnlockRequest("x"))
    assert result.removed == ()
    assert result.actions[0] == "1 object(s) that it lists are older than it or somebody else's: they are left alone"


def test_objects_that_somebody_else_has_made_meanwhile_are_left_alone(stuck: World) -> None:
    stuck.kube.objects[PATH + "c"]["metadata"]["managedFields"] = [{"manager": "kubectl-create"}]
    assert stuck.service.unlock(UnlockRequest("x")).removed == ()


def test_afterwards_an_upgrade_goes_through(stuck: World) -> None:
    stuck.service.unlock(UnlockRequest("x"))
    stuck.service.update(UpdateRequest("x", chart(a=config_map("a", "two"), c=config_map("c", "new"))))
    assert statuses(stuck) == ["SUPERSEDED", "FAILED", "DEPLOYED"]
    assert stuck.live() == ["configmaps/a", "configmaps/c", "configmaps/d"]


def test_a_stuck_install_becomes_a_failed_one_and_keeps_its_objects(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.set_status("x.v1", "PENDING_INSTALL")
    result = world.service.unlock(UnlockRequest("x"))
    assert (result.found, result.removed) == (("ConfigMap/a",), ())
    assert result.actions == (
        "revision 1 is now FAILED",
        "`pilothouse delete --purge x` removes what it has made; "
        "`pilothouse install --replace --name x` installs over it",
    )
    assert world.live() == ["configmaps/a"]
    world.service.install(
        InstallRequest(chart(a=config_map("a", "new")), name="x", namespace="apps", reuse_name=True)
    )
    assert statuses(world) == ["SUPERSEDED", "DEPLOYED"]


def test_an_upgrade_that_lacks_only_its_last_record_is_completed(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    world.set_status("x.v2", "PENDING_UPGRADE")
    result = world.service.unlock(UnlockRequest("x"))
    assert result.actions == ("all its objects are in place: revision 2 is now DEPLOYED",)
    assert world.records()[1] == (2, "DEPLOYED", "Upgrade complete")


def test_a_rollback_that_lacks_only_its_last_record_keeps_its_description(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    world.service.rollback(RollbackRequest("x", 1))
    world.set_status("x.v3", "PENDING_ROLLBACK")
    world.service.unlock(UnlockRequest("x"))
    assert world.records()[2] == (3, "DEPLOYED", "Rollback to 1")


def test_without_a_deployed_revision_and_without_its_objects_the_one_before_is_deployed_again(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"), b=config_map("b"))))
    world.set_status("x.v2", "PENDING_UPGRADE")
    world.kube.objects.pop(PATH + "b")
    result = world.service.unlock(UnlockRequest("x"))
    assert result.actions == (
        "revision 2 is now FAILED",
        "revision 1 is now DEPLOYED again: `pilothouse rollback x 1` brings back its objects",
    )
    assert statuses(world) == ["DEPLOYED", "FAILED"]


@pytest.mark.parametrize("force", [False, True])
def test_while_the_process_runs_it_is_left_alone_unless_forced(
    force: bool, stuck: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        writer = memory.process_name().rpartition("/")[0] + f"/{other.pid}"
        monkeypatch.setattr(memory, "process_name", lambda: writer)
        stuck.set_status("x.v2", "PENDING_UPGRADE")
        monkeypatch.undo()
        try:
            if force:
                stuck.service.unlock(UnlockRequest("x", force=True))
                assert statuses(stuck) == ["DEPLOYED", "FAILED"]
            else:
                with pytest.raises(PendingReleaseError) as caught:
                    stuck.service.unlock(UnlockRequest("x"))
                assert caught.value.details[1] == f"process {other.pid} of this machine is still running"
                assert "--force" in caught.value.hint
        finally:
            other.kill()


@pytest.mark.parametrize(("age", "refused"), [(10, True), (1000, False)])
def test_of_a_writer_elsewhere_only_the_age_of_the_record_tells_something(
    age: int, refused: bool, stuck: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "process_name", lambda: "")
    stuck.set_status("x.v2", "PENDING_UPGRADE")
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + age * 1_000_000_000)
    if refused:
        with pytest.raises(PendingReleaseError) as caught:
            stuck.service.unlock(UnlockRequest("x"))
        assert "somebody unknown (a Tiller says nothing of itself) wrote the record only 10" in caught.value.details[1]
    else:
        stuck.service.unlock(UnlockRequest("x"))
        assert statuses(stuck) == ["DEPLOYED", "FAILED"]


def test_what_is_not_pending_is_said_to_be_so(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    result = world.service.unlock(UnlockRequest("x"))
    assert result == UnlockResult("x", 1, "", actions=("revision 1 of x is DEPLOYED: nothing is pending",))
    world.service.uninstall(UninstallRequest("x"))
    world.set_status("x.v1", "DELETING")
    result = world.service.unlock(UnlockRequest("x"))
    assert (result.status, result.actions) == (
        "DELETING", ("its deletion was begun: `pilothouse delete x` goes on with it",)
    )  # fmt: skip
    world.set_status("x.v1", "SUPERSEDED")
    assert "install --replace --name x" in world.service.unlock(UnlockRequest("x")).actions[0]


def test_of_two_deployed_revisions_the_older_is_superseded(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    world.set_status("x.v1", "DEPLOYED")
    result = world.service.unlock(UnlockRequest("x"))
    assert result.actions[1] == "revision 1, which a newer one has replaced, is now SUPERSEDED"
    assert statuses(world) == ["SUPERSEDED", "DEPLOYED"]


def test_an_unknown_release_cannot_be_unlocked(world: World) -> None:
    with pytest.raises(RecordNotFoundError, match='release: "x" not found'):
        world.service.unlock(UnlockRequest("x"))


def test_what_failed_upgrades_have_left_is_deleted_and_no_longer_in_the_way(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    wanted = UpdateRequest("x", chart(a=config_map("a", "two"), b=config_map("b"), c=config_map("c")))
    world.kube.failures[f"create {PATH}c"] = KubeError("refused")
    with pytest.raises(KubeError, match="refused"):
        world.service.update(wanted)
    world.kube.failures.clear()
    with pytest.raises(KubeError) as caught:
        world.service.update(wanted)
    assert "already exists in the cluster and wasn't defined in the previous release" in caught.value.message
    assert caught.value.hint == "`pilothouse release unlock x` deletes what failed upgrades have left"
    result = world.service.unlock(UnlockRequest("x", dry_run=True))
    assert (result.removed, world.live()) == (("ConfigMap/b",), ["configmaps/a", "configmaps/b"])
    result = world.service.unlock(UnlockRequest("x"))
    assert (result.status, result.removed) == ("", ("ConfigMap/b",))
    assert result.actions == (
        "revision 3 of x is FAILED: nothing is pending", "ConfigMap/b were deleted: left by operations that failed"
    )  # fmt: skip
    assert world.service.update(wanted).revision == 4
    assert world.live() == ["configmaps/a", "configmaps/b", "configmaps/c"]


def test_what_was_made_before_or_after_failed_upgrades_is_left_alone(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    [thing] = world.kube.build(config_map("b"), "apps")
    world.kube.create(thing)
    world.kube.age(PATH + "b", 3600)
    with pytest.raises(KubeError, match="already exists"):
        world.service.update(UpdateRequest("x", chart(a=config_map("a"), b=config_map("b"))))
    assert world.service.unlock(UnlockRequest("x")).removed == ()
    world.kube.age(PATH + "b", -3600)
    assert world.service.unlock(UnlockRequest("x")).removed == ()
