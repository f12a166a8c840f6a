from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pilothouse.core.errors import (
    DamagedRecordError,
    KubeStatusError,
    PendingReleaseError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    ReleaseError,
    UsageError,
    ValuesError,
)
from pilothouse.core.hapi import record
from pilothouse.core.model.release_requests import (
    InstallRequest,
    RollbackRequest,
    UninstallRequest,
    UnlockRequest,
    UpdateRequest,
)
from pilothouse.core.model.stored_record import RecordMetadata
from pilothouse.plugins.builtin.releases.store import ReleaseStore
from pilothouse.plugins.builtin.storage.memory import Memory
from stand_ins.release_world import World, chart, config_map, failed, hook

PATH = "/api/v1/namespaces/apps/configmaps/a"
REFUSED = KubeStatusError("the server refuses", code=422, reason="Invalid")


@pytest.fixture
def installed(world: World) -> World:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.told.clear()
    world.kube.writes.clear()
    return world


def two(**more: str) -> UpdateRequest:
    return UpdateRequest("x", chart(a=config_map("a", "two"), **more))


def text_of(world: World, name: str = "a") -> Any:
    return world.kube.objects[f"/api/v1/namespaces/apps/configmaps/{name}"]["data"]["text"]


def press_control_c() -> None:
    raise KeyboardInterrupt


def test_the_old_revision_is_superseded_before_the_new_one_is_deployed(installed: World) -> None:
    release = installed.service.update(two())
    assert (release.revision, release.namespace) == (2, "apps")
    assert installed.told == [
        ("x.v2", "", "PENDING_UPGRADE"),
        ("x.v1", "DEPLOYED", "SUPERSEDED"),
        ("x.v2", "PENDING_UPGRADE", "DEPLOYED"),
    ]
    assert installed.records() == [(1, "SUPERSEDED", "Install complete"), (2, "DEPLOYED", "Upgrade complete")]
    assert installed.kube.writes == [f"patch {PATH}"]
    assert text_of(installed) == "two"


def test_the_first_deployment_stays_known(installed: World) -> None:
    first = installed.service.content("x").info.first_deployed
    release = installed.service.update(two())
    assert release.info.first_deployed == first
    assert release.info.last_deployed != first


def test_templates_see_the_next_revision_and_that_it_is_an_upgrade(installed: World) -> None:
    text = '"{{ .Release.Revision }} {{ .Release.IsUpgrade }} {{ .Release.IsInstall }}"'
    installed.service.update(UpdateRequest("x", chart(a=config_map("a", text))))
    assert text_of(installed) == "2 true false"


def test_hooks_of_the_new_revision_run_around_it(installed: World) -> None:
    installed.service.update(two(h=hook("pre", "pre-upgrade"), i=hook("post", "post-upgrade")))
    assert installed.ran == [("pre-upgrade", ["pre"]), ("post-upgrade", ["post"])]


@pytest.mark.parametrize("event", ["pre-upgrade", "post-upgrade"])
def test_a_hook_that_fails_leaves_the_upgrade_pending_and_the_next_one_is_refused(event: str, installed: World) -> None:
    installed.failing_events[event] = failed()
    with pytest.raises(ReleaseError, match="it broke"):
        installed.service.update(two(h=hook("h", event)))
    assert installed.records() == [(1, "DEPLOYED", "Install complete"), (2, "PENDING_UPGRADE", "Preparing upgrade")]
    with pytest.raises(PendingReleaseError) as caught:
        installed.service.update(two())
    assert caught.value.message == "another operation (install/upgrade/rollback) is in progress"
    assert "x.v2 is PENDING_UPGRADE: " in caught.value.details[0]
    assert "`pilothouse release unlock x`" in caught.value.hint


def test_an_object_that_is_refused_makes_the_new_revision_a_failed_one(installed: World) -> None:
    installed.kube.failures[f"patch {PATH}"] = REFUSED
    with pytest.raises(Exception, match="the server refuses"):
        installed.service.update(two())
    assert installed.records() == [
        (1, "DEPLOYED", "Install complete"),
        (2, "FAILED", 'Upgrade "x" failed: the server refuses'),
    ]
    assert [key for key, _, _ in installed.told] == ["x.v2", "x.v1", "x.v2"]
    installed.kube.failures.clear()
    assert installed.service.update(two()).revision == 3


def test_without_a_deployed_revision_there_is_nothing_to_upgrade(installed: World) -> None:
    installed.service.uninstall(UninstallRequest("x"))
    with pytest.raises(ReleaseError) as caught:
        installed.service.update(two())
    assert caught.value.message == '"x" has no deployed releases'
    assert caught.value.details == ("x.v1 is DELETED",)
    assert caught.value.hint == "`pilothouse rollback x 1` deploys that revision again"
    with pytest.raises(ReleaseError) as caught:
        installed.service.update(two().replace(name="other"))
    assert caught.value.message == '"other" has no deployed releases'
    assert caught.value.details[0] == "there is no release of this name"
    assert "`pilothouse upgrade --install` makes a new one" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "command"),
    [("FAILED", "`pilothouse install --replace --name x`"), ("DELETING", "`pilothouse delete x` goes on")],
)
def test_what_leads_on_from_a_release_that_is_not_deployed_is_said(
    status: str, command: str, installed: World
) -> None:
    installed.set_status("x.v1", status)
    with pytest.raises(ReleaseError) as caught:
        installed.service.update(two())
    assert caught.value.details == (f"x.v1 is {status}",)
    assert command in caught.value.hint


def test_an_install_that_is_under_way_is_named_as_the_reason(installed: World) -> None:
    installed.set_status("x.v1", "PENDING_INSTALL")
    with pytest.raises(PendingReleaseError) as caught:
        installed.service.update(two())
    assert caught.value.message == '"x" has no deployed releases'
    assert "x.v1 is PENDING_INSTALL" in caught.value.details[0]


def test_between_the_last_two_writes_of_another_upgrade_that_one_is_in_the_way(installed: World) -> None:
    installed.service.update(two())
    installed.set_status("x.v2", "PENDING_UPGRADE")
    with pytest.raises(PendingReleaseError, match="another operation"):
        installed.service.update(two())


def test_a_dry_run_changes_nothing(installed: World) -> None:
    release = installed.service.update(two().replace(dry_run=True))
    assert (release.revision, release.info.description) == (2, "Dry run complete")
    assert (installed.told, installed.kube.writes) == ([], [])


def test_of_upgrades_at_once_one_wins_and_the_others_change_nothing(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loser = installed.service
    winner = installed.connect()

    original = ReleaseStore.check_size

    def overtake(store: ReleaseStore, release: Any) -> None:
        monkeypatch.setattr(ReleaseStore, "check_size", original)
        winner.update(UpdateRequest("x", chart(a=config_map("a", "winner"))))
        installed.kube.writes.clear()
        store.check_size(release)

    monkeypatch.setattr(ReleaseStore, "check_size", overtake)
    with pytest.raises(RecordExistsError) as caught:
        loser.update(two())
    assert caught.value.message == 'release: "x.v2" already exists'
    assert "x.v2 is DEPLOYED: " in caught.value.details[0]
    assert installed.kube.writes == []
    assert text_of(installed) == "winner"
    assert [status for _, status, _ in installed.records()] == ["SUPERSEDED", "DEPLOYED"]


def test_an_upgrade_that_was_overtaken_by_a_rollback_does_not_call_itself_deployed(installed: World) -> None:
    slow = installed.service
    other = installed.connect()
    installed.before_event["post-upgrade"] = lambda: other.rollback(RollbackRequest("x", 1)) and None
    with pytest.raises(RecordConflictError) as caught:
        slow.update(two(h=hook("h", "post-upgrade")))
    assert "`pilothouse history x`" in caught.value.hint
    assert installed.records() == [
        (1, "SUPERSEDED", "Install complete"),
        (2, "SUPERSEDED", "Preparing upgrade"),
        (3, "DEPLOYED", "Rollback to 1"),
    ]


def test_what_was_noted_in_the_old_revision_meanwhile_is_kept(installed: World) -> None:
    from pilothouse.core.model.release import TestSuite

    def test_it() -> None:
        stored = installed.driver.get("x.v1")
        release = record.unpack(stored.body, "x.v1")
        release.info.last_test_suite_run = TestSuite(started_at=1_000_000_000)
        installed.driver.update("x.v1", record.pack(release), dict(stored.metadata.labels))

    installed.before_event["post-upgrade"] = test_it
    installed.service.update(two(h=hook("h", "post-upgrade")))
    old = installed.service.content("x", 1)
    assert old.info.status == "SUPERSEDED"
    assert old.info.last_test_suite_run is not None


def test_a_release_that_cannot_be_superseded_stays_pending_so_that_never_two_are_deployed(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilothouse.plugins.builtin.storage.memory import Memory

    update = Memory.update

    def broken(self: Memory, key: str, *rest: Any) -> Any:
        if key == "x.v1":
            raise KubeStatusError("etcd is full", code=500)
        return update(self, key, *rest)

    monkeypatch.setattr(Memory, "update", broken)
    with pytest.raises(KubeStatusError) as caught:
        installed.service.update(two())
    assert caught.value.message == "etcd is full"
    assert "release unlock x" in caught.value.hint
    assert [status for _, status, _ in installed.records()] == ["DEPLOYED", "PENDING_UPGRADE"]


def test_old_revisions_make_room_but_the_deployed_one_stays(make_world: Any) -> None:
    world = make_world(TILLER_HISTORY_MAX="2")
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    for number in range(4):
        world.service.update(UpdateRequest("x", chart(a=config_map("a", f"t{number}"))))
        assert len(world.records()) == 2
    world.kube.failures[f"patch {PATH}"] = REFUSED
    for _ in range(3):
        with pytest.raises(Exception, match="the server refuses"):
            world.service.update(two())
    assert [(revision, status) for revision, status, _ in world.records()] == [(5, "DEPLOYED"), (8, "FAILED")]


def test_a_newest_record_that_is_damaged_blocks_the_upgrade(installed: World) -> None:
    installed.kube.failures[f"patch {PATH}"] = REFUSED
    with pytest.raises(Exception, match="the server refuses"):
        installed.service.update(two())
    installed.damage("x.v2")
    with pytest.raises(DamagedRecordError) as caught:
        installed.service.update(two())
    assert caught.value.message == (
        'the newest record of release "x" cannot be decoded: illegal base64 data at input byte 0'
    )
    assert "`pilothouse release repair x`" in caught.value.hint
    assert caught.value.key == "x.v2"


def test_a_deployed_record_that_is_damaged_is_no_deployed_release(installed: World) -> None:
    installed.damage("x.v1")
    with pytest.raises(DamagedRecordError) as caught:
        installed.service.update(two())
    assert caught.value.message == '"x" has no deployed releases'
    assert caught.value.details == ("the record x.v1 cannot be decoded: illegal base64 data at input byte 0",)


class TestValues:
    TEMPLATE = config_map("a", '"{{ .Values.one }} {{ .Values.two }}"')

    def install(self, world: World, values_text: str) -> None:
        wanted = chart(values="one: default\ntwo: default\n", a=self.TEMPLATE)
        world.service.install(InstallRequest(wanted, values_text, "x", "apps"))

    @pytest.mark.parametrize(
        ("given", "flags", "shown", "recorded"),
        [
            ("{}\n", {}, "old newer", "one: old\n"),
            ("", {}, "old newer", "one: old\n"),
            ("two: given\n", {}, "newer given", "two: given\n"),
            ("{}\n", {"reset_values": True}, "newer newer", "{}\n"),
            ("two: given\n", {"reuse_values": True}, "old given", "one: old\ntwo: given\n"),
            ("{}\n", {"reuse_values": True}, "old default", "one: old\n"),
        ],
    )
    def test_of_the_request_and_of_the_revision_before(
        self, given: str, flags: dict[str, bool], shown: str, recorded: str, world: World
    ) -> None:
        self.install(world, "one: old\n")
        newer = chart(values="one: newer\ntwo: newer\n", a=self.TEMPLATE)
        release = world.service.update(UpdateRequest("x", newer, given, **flags))
        assert (text_of(world), release.values_text) == (shown, recorded)
        assert newer.values_text == "one: newer\ntwo: newer\n"

    def test_that_are_no_table_are_an_error(self, world: World) -> None:
        self.install(world, "")
        with pytest.raises(ValuesError, match="cannot unmarshal string into Go value of type chartutil.Values"):
            world.service.update(UpdateRequest("x", chart(a=self.TEMPLATE), "text"))


class TestForce:
    def test_reinstalls_a_failed_release(self, world: World) -> None:
        world.kube.failures["create " + PATH] = REFUSED
        request = InstallRequest(
            chart(a=config_map("a"), b=config_map("b"), h=hook("h", "pre-delete,post-delete")),
            name="x",
            namespace="apps",
        )
        with pytest.raises(KubeStatusError):
            world.service.install(request)
        world.kube.failures.clear()
        world.told.clear()
        wanted = chart(a=config_map("a", "two"), h=hook("h", "pre-install,post-install,crd-install"))
        release = world.service.update(UpdateRequest("x", wanted, force=True))
        assert (release.revision, release.info.description) == (2, "Upgrade complete")
        assert world.told == [
            ("x.v1", "FAILED", "DELETING"),
            ("x.v1", "DELETING", "DELETED"),
            ("x.v2", "", "PENDING_INSTALL"),
            ("x.v2", "PENDING_INSTALL", "DEPLOYED"),
        ]
        assert [event for event, _ in world.ran] == ["pre-delete", "post-delete", "pre-install", "post-install"]
        assert world.records() == [(1, "DELETED", "Deletion complete"), (2, "DEPLOYED", "Upgrade complete")]
        assert world.live() == ["configmaps/a"]

    def test_refuses_a_release_in_use(self, installed: World) -> None:
        broken = chart(a="{{ fail `no` }}")
        with pytest.raises(ReleaseError) as caught:
            installed.service.update(UpdateRequest("x", broken, force=True))
        assert caught.value.message == "a release named x is in use, cannot re-use a name that is still in use"

    def test_stops_at_its_dry_run(self, installed: World) -> None:
        installed.service.uninstall(UninstallRequest("x"))
        installed.told.clear()
        release = installed.service.update(two().replace(force=True, dry_run=True))
        assert (release.revision, release.info.description) == (2, "Dry run complete")
        assert installed.told == []

    def test_of_an_unknown_release_says_so(self, world: World) -> None:
        with pytest.raises(RecordNotFoundError, match='release: "x" not found'):
            world.service.update(two().replace(force=True))

    def test_does_not_go_on_when_the_old_objects_cannot_be_deleted(self, world: World) -> None:
        world.failing_events["post-install"] = failed()
        with pytest.raises(ReleaseError):
            world.service.install(
                InstallRequest(chart(a=config_map("a"), h=hook("h", "post-install")), name="x", namespace="apps")
            )
        world.kube.failures[f"delete {PATH}"] = REFUSED
        with pytest.raises(ReleaseError) as caught:
            world.service.update(two().replace(force=True))
        assert caught.value.message == (
            "Upgrade --force successfully deleted the previous release, but encountered 1 error(s) and cannot "
            "continue: the server refuses"
        )
        assert world.records() == [(1, "FAILED", "Deletion failed: left are ConfigMap/a")]


class TestAfterAnInterruptedUpgrade:
    """Process killed after some of the writes; the next one has to bring objects and records in line."""

    def stop(self, world: World, text: str = "two", **more: str) -> None:
        world.failing_events["post-upgrade"] = failed("killed")
        with pytest.raises(ReleaseError, match="killed"):
            world.service.update(
                UpdateRequest("x", chart(a=config_map("a", text), h=hook("h", "post-upgrade"), **more))
            )
        world.failing_events.clear()
        world.kube.writes.clear()

    def test_fields_that_the_stored_manifests_agree_on_are_sent_all_the_same(self, installed: World) -> None:
        self.stop(installed)
        installed.service.unlock(UnlockRequest("x"))
        assert text_of(installed) == "two"
        installed.service.update(UpdateRequest("x", chart(a=config_map("a", "one"), b=config_map("b"))))
        assert text_of(installed) == "one"
        assert installed.live() == ["configmaps/a", "configmaps/b"]

    def test_the_same_upgrade_again_is_one_pass(self, installed: World) -> None:
        self.stop(installed)
        installed.service.unlock(UnlockRequest("x"))
        installed.service.update(two())
        assert installed.kube.writes == [f"patch {PATH}"]
        assert [status for _, status, _ in installed.records()] == ["SUPERSEDED", "FAILED", "DEPLOYED"]

    def test_a_rollback_brings_back_what_the_upgrade_had_not_yet_deleted(self, world: World) -> None:
        world.service.install(
            InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="x", namespace="apps")
        )
        self.stop(world, c=config_map("c"))
        left = dict(world.kube.objects[PATH], metadata={"name": "b", "namespace": "apps"})
        world.kube.objects[PATH[:-1] + "b"] = {**left, "data": {"text": "one"}}
        world.service.rollback(RollbackRequest("x", 1))
        assert world.live() == ["configmaps/a", "configmaps/b"]
        assert text_of(world) == "one"

    def test_a_delete_takes_the_rest_of_both_revisions(self, world: World) -> None:
        world.service.install(
            InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="x", namespace="apps")
        )
        live_b = world.kube.objects[PATH[:-1] + "b"]
        self.stop(world, c=config_map("c"))
        world.kube.objects[PATH[:-1] + "b"] = live_b
        world.service.uninstall(UninstallRequest("x", purge=True))
        assert (world.live(), world.records()) == ([], [])


def test_what_the_user_breaks_off_is_recorded_as_failed_and_allowed_for(installed: World) -> None:
    installed.before_event["post-upgrade"] = press_control_c
    wanted = chart(a=config_map("a", "two"), c=config_map("c"), h=hook("h", "post-upgrade"))
    with pytest.raises(KeyboardInterrupt):
        installed.service.update(UpdateRequest("x", wanted))
    assert installed.records()[1] == (2, "FAILED", "Interrupted while PENDING_UPGRADE")
    assert installed.service.update(UpdateRequest("x", chart(a=config_map("a")))).revision == 3
    assert (text_of(installed), installed.live()) == ("one", ["configmaps/a"])


def test_what_an_upgrade_could_not_delete_is_remembered_and_deleted_by_the_next_operation(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="x", namespace="apps"))
    world.kube.failures["delete " + PATH[:-1] + "b"] = REFUSED
    for number in (1, 2):
        release = world.service.update(UpdateRequest("x", chart(a=config_map("a", f"text {number}"))))
        assert release.info.status == "DEPLOYED"
        assert world.live() == ["configmaps/a", "configmaps/b"]
    assert release.extras == {"left-behind": "1,2"}
    world.kube.failures.clear()
    release = world.service.update(two())
    assert (release.extras, world.live()) == ({}, ["configmaps/a"])


def test_what_an_upgrade_could_not_delete_goes_with_the_release(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="x", namespace="apps"))
    world.kube.failures["delete " + PATH[:-1] + "b"] = REFUSED
    world.service.update(two())
    world.kube.failures.clear()
    world.service.uninstall(UninstallRequest("x"))
    assert world.live() == []


def test_a_strategy_that_nobody_knows_is_refused_before_anything_is_recorded(installed: World) -> None:
    for operation in (
        lambda: installed.service.update(UpdateRequest("x", chart(a=config_map("a", "two")), apply_strategy="odd")),
        lambda: installed.service.rollback(RollbackRequest("x", 1, apply_strategy="odd")),
        lambda: installed.service.install(
            InstallRequest(chart(a=config_map("b")), name="y", namespace="apps", apply_strategy="odd")
        ),
    ):
        with pytest.raises(UsageError, match='unknown apply strategy "odd"'):
            operation()
    assert installed.records() == [(1, "DEPLOYED", "Install complete")]


def test_a_forced_upgrade_that_the_user_breaks_off_is_recorded_as_failed(installed: World) -> None:
    installed.set_status("x.v1", "FAILED")
    installed.before_event["post-install"] = press_control_c
    wanted = chart(a=config_map("a", "two"), h=hook("h", "post-install"))
    with pytest.raises(KeyboardInterrupt):
        installed.service.update(UpdateRequest("x", wanted, force=True))
    assert [(number, status) for number, status, _ in installed.records()] == [(1, "DELETED"), (2, "FAILED")]


def test_breaking_off_while_the_record_is_created_fails_that_record_and_no_other(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Memory.create

    def create_unheard(self: Memory, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        create(self, key, body, labels)
        raise KeyboardInterrupt

    monkeypatch.setattr(Memory, "create", create_unheard)
    with pytest.raises(KeyboardInterrupt):
        installed.service.update(two())
    assert [(number, status) for number, status, _ in installed.records()] == [(1, "DEPLOYED"), (2, "FAILED")]


def test_breaking_off_leaves_the_record_of_who_was_faster_alone(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Memory.create

    def be_overtaken(self: Memory, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        other = record.unpack(body, key)
        other.info.description = "somebody else's"
        create(self, key, record.pack(other), labels)
        raise KeyboardInterrupt

    monkeypatch.setattr(Memory, "create", be_overtaken)
    with pytest.raises(KeyboardInterrupt):
        installed.service.update(two())
    assert installed.records()[1] == (2, "PENDING_UPGRADE", "somebody else's")
