from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.errors import (
    ChartError,
    KubeError,
    KubeStatusError,
    ManifestError,
    RecordConflictError,
    RecordExistsError,
    RecordTooLargeError,
    ReleaseError,
    UnknownKindError,
)
from pilothouse.core.model.release_requests import InstallRequest, UninstallRequest
from pilothouse.plugins.builtin.releases.store import ReleaseStore
from stand_ins.release_world import World, chart, config_map, failed, hook

REFUSED = KubeStatusError("the server refuses", code=422, reason="Invalid")


def test_a_release_is_recorded_before_its_objects_are_made_and_again_when_it_is_deployed(world: World) -> None:
    release = world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    assert (release.name, release.namespace, release.revision) == ("x", "apps", 1)
    assert release.manifest == "\n---\n# Source: demo/templates/a.yaml\n" + config_map("a").rstrip()
    assert release.info.first_deployed == release.info.last_deployed
    assert world.told == [("x.v1", "", "PENDING_INSTALL"), ("x.v1", "PENDING_INSTALL", "DEPLOYED")]
    assert world.records() == [(1, "DEPLOYED", "Install complete")]
    assert world.live() == ["configmaps/a"]


def test_the_description_of_the_request_is_recorded(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps", description="mine"))
    assert world.records() == [(1, "DEPLOYED", "mine")]


def test_chart_hooks_run_around_the_objects(world: World) -> None:
    hooks = {name: hook(name, f"{name}-install") for name in ("crd", "pre", "post")}
    world.service.install(InstallRequest(chart(a=config_map("a"), **hooks), name="x", namespace="apps"))
    assert world.ran == [("crd-install", ["crd"]), ("pre-install", ["pre"]), ("post-install", ["post"])]


def test_hooks_can_be_left_out_altogether_or_those_for_crds_alone(world: World) -> None:
    templates = {"one": hook("crd", "crd-install"), "two": hook("pre", "pre-install")}
    wanted = chart(a=config_map("a"), **templates)
    world.service.install(InstallRequest(wanted, name="x", namespace="one", disable_hooks=True))
    assert world.ran == []
    world.service.install(InstallRequest(wanted, name="y", namespace="two", disable_crd_hook=True))
    assert world.ran == [("pre-install", ["pre"])]


@pytest.mark.parametrize("event", ["crd-install", "pre-install"])
def test_a_hook_that_fails_before_the_record_leaves_none(event: str, world: World) -> None:
    world.failing_events[event] = failed("Job failed: BackoffLimitExceeded")
    with pytest.raises(ReleaseError, match="Job failed: BackoffLimitExceeded"):
        world.service.install(InstallRequest(chart(a=config_map("a"), h=hook("h", event)), name="x", namespace="apps"))
    assert (world.records(), world.live()) == ([], [])


def test_a_post_install_hook_that_fails_makes_the_release_a_failed_one(world: World) -> None:
    world.failing_events["post-install"] = failed()
    with pytest.raises(ReleaseError) as caught:
        world.service.install(
            InstallRequest(chart(a=config_map("a"), h=hook("h", "post-install")), name="x", namespace="apps")
        )
    assert caught.value.message == "it broke"
    assert world.records() == [(1, "FAILED", 'Release "x" failed post-install: it broke')]
    assert world.live() == ["configmaps/a"]


def test_an_object_that_is_refused_makes_the_release_a_failed_one(world: World) -> None:
    world.kube.failures["create /api/v1/namespaces/apps/configmaps/a"] = REFUSED
    with pytest.raises(KubeStatusError) as caught:
        world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    assert caught.value.message == "release x failed: the server refuses"
    assert caught.value.code == 422
    assert world.records() == [(1, "FAILED", 'Release "x" failed: the server refuses')]


def test_a_manifest_that_the_cluster_does_not_know_is_refused_before_anything_is_done(world: World) -> None:
    unknown = "apiVersion: v9\nkind: Thing\nmetadata: {name: t}\n"
    with pytest.raises(UnknownKindError) as caught:
        world.service.install(InstallRequest(chart(a=unknown, h=hook("h", "pre-install")), name="x", namespace="apps"))
    assert caught.value.message == (
        'validation failed: unable to recognize "": no matches for kind "Thing" in version "v9"'
    )
    assert (world.records(), world.ran) == ([], [])


def test_a_dry_run_records_and_creates_nothing(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a"), h=hook("h", "pre-install")), name="x", namespace="apps")
    release = world.service.install(request.replace(dry_run=True))
    assert release.info.description == "Dry run complete"
    assert release.info.status == "PENDING_INSTALL"
    assert (world.records(), world.kube.writes, world.ran) == ([], [], [])


def test_a_dry_run_of_a_chart_with_crd_hooks_validates_nothing(world: World) -> None:
    unknown = "apiVersion: v9\nkind: Thing\nmetadata: {name: t}\n"
    wanted = chart(a=unknown, crd=hook("crd", "crd-install"))
    release = world.service.install(InstallRequest(wanted, name="x", namespace="apps", dry_run=True))
    assert release.info.description == "Validation skipped because CRDs are not installed"
    with pytest.raises(UnknownKindError, match="unable to recognize"):
        world.service.install(
            InstallRequest(wanted, name="x", namespace="apps", dry_run=True, disable_crd_hook=True)
        )


def test_a_dry_run_shows_everything_when_one_file_is_no_yaml(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a"), b="kind: [\n"), name="x", namespace="apps")
    with pytest.raises(ManifestError) as caught:
        world.service.install(request)
    assert "# Source" not in caught.value.message
    first_line = caught.value.message
    with pytest.raises(ManifestError) as caught:
        world.service.install(request.replace(dry_run=True))
    assert caught.value.message == (
        f"{first_line}\n\n---\n# Source: demo/templates/a.yaml\n{config_map('a')}"
        "\n---\n# Source: demo/templates/b.yaml\nkind: [\n"
    )


def test_a_name_in_use_is_refused(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a")), name="x", namespace="apps")
    world.service.install(request)
    with pytest.raises(ReleaseError) as caught:
        world.service.install(request)
    assert caught.value.message == (
        "a release named x already exists.\nRun: helm ls --all x; to check the status of the release\n"
        "Or run: helm del --purge x; to delete it"
    )
    with pytest.raises(ReleaseError) as caught:
        world.service.install(request.replace(reuse_name=True))
    assert caught.value.message == "a release named x is in use, cannot re-use a name that is still in use"


def test_a_deleted_release_is_replaced_and_its_history_goes_on(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a")), name="x", namespace="apps")
    world.service.install(request)
    world.service.uninstall(UninstallRequest("x"))
    release = world.service.install(request.replace(reuse_name=True, chart=chart(b=config_map("b"))))
    assert release.revision == 2
    assert world.records() == [(1, "SUPERSEDED", "Deletion complete"), (2, "DEPLOYED", "Install complete")]
    assert world.live() == ["configmaps/b"]


def test_breaking_off_a_replacement_before_it_has_a_record_leaves_those_of_old_revisions_as_they_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_control_c(*_: object) -> None:
        raise KeyboardInterrupt

    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.uninstall(UninstallRequest("x"))
    before = [world.driver.get("x.v1").body]
    monkeypatch.setattr(ReleaseStore, "supersede", press_control_c)
    with pytest.raises(KeyboardInterrupt):
        world.service.install(
            InstallRequest(chart(a=config_map("a", "two")), name="x", namespace="apps", reuse_name=True)
        )
    assert [stored.body for stored in world.driver.query({})] == before


def test_a_failed_replacement_is_recorded_in_both_revisions(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a")), name="x", namespace="apps")
    world.service.install(request)
    world.service.uninstall(UninstallRequest("x"))
    world.kube.failures["create /api/v1/namespaces/apps/configmaps/a"] = REFUSED
    with pytest.raises(KubeError) as caught:
        world.service.install(request.replace(reuse_name=True))
    assert caught.value.message == "failed to create resource: the server refuses"
    assert world.records() == [
        (1, "SUPERSEDED", "Deletion complete"),
        (2, "FAILED", 'Release replace "x" failed: failed to create resource: the server refuses'),
    ]
    assert [key for key, _, _ in world.told[-4:]] == ["x.v1", "x.v2", "x.v1", "x.v2"]


def test_a_replacement_that_was_stopped_before_its_record_can_be_repeated(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a")), name="x", namespace="apps")
    world.service.install(request)
    world.service.uninstall(UninstallRequest("x"))
    world.set_status("x.v1", "SUPERSEDED")
    assert world.service.install(request.replace(reuse_name=True)).revision == 2


def test_of_two_installs_at_once_one_makes_the_record_and_the_other_changes_nothing(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a"), h=hook("h", "pre-install")), name="x", namespace="apps")
    loser = world.service
    winner = world.connect()

    def overtake() -> None:
        winner.install(request.replace(disable_hooks=True))
        world.kube.writes.clear()

    world.before_event["pre-install"] = overtake
    with pytest.raises(RecordExistsError) as caught:
        loser.install(request)
    assert caught.value.message == 'release: "x.v1" already exists'
    assert "x.v1 is DEPLOYED: " in caught.value.details[0]
    assert " wrote it at " in caught.value.details[0]
    assert caught.value.hint.startswith("that operation is done: `pilothouse history x` shows it")
    assert world.records() == [(1, "DEPLOYED", "Install complete")]
    assert world.kube.writes == []


def test_an_install_whose_release_was_deleted_meanwhile_does_not_call_it_deployed(world: World) -> None:
    request = InstallRequest(chart(a=config_map("a"), h=hook("h", "post-install")), name="x", namespace="apps")
    slow = world.service
    other = world.connect()
    world.before_event["post-install"] = lambda: other.uninstall(UninstallRequest("x")) and None
    with pytest.raises(RecordConflictError) as caught:
        slow.install(request)
    assert caught.value.details[0] == "somebody else has changed the record x.v1 in the meantime"
    assert world.records() == [(1, "DELETED", "Deletion complete")]


def test_a_store_that_fails_at_the_end_is_a_warning_and_no_failure(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilothouse.core.errors import KubeConnectionError
    from pilothouse.plugins.builtin.storage.memory import Memory

    def broken(*_: object, **__: object) -> None:
        raise KubeConnectionError("connection refused")

    monkeypatch.setattr(Memory, "update", broken)
    release = world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    assert release.info.status == "DEPLOYED"
    assert world.warnings == [
        "warning: Failed to update release x: connection refused",
        "warning: the record of x.v1 does not say DEPLOYED; `pilothouse release unlock x` mends that",
    ]
    assert world.records() == [(1, "PENDING_INSTALL", "Initial install underway")]


def test_a_record_that_no_store_could_hold_is_refused_before_anything_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilothouse.plugins.builtin.storage.memory import Memory

    monkeypatch.setattr(Memory, "max_record_size", 17 * 1024)
    wanted = chart(a=config_map("a"), h=hook("h", "pre-install"))
    wanted.files.append(type(wanted.templates[0])("noise", __import__("os").urandom(4000)))
    with pytest.raises(RecordTooLargeError) as caught:
        world.service.install(InstallRequest(wanted, name="x", namespace="apps"))
    assert caught.value.message.startswith("the record of x.v1 takes ")
    assert (world.records(), world.ran, world.kube.writes) == ([], [], [])


def test_api_versions_are_asked_for_only_when_a_template_looks(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    assert world.kube.asked_versions == 0
    text = '{{ .Capabilities.APIVersions.Has "apps/v1" }}'
    world.service.install(InstallRequest(chart(b=config_map("b", text)), name="y", namespace="apps"))
    assert world.kube.asked_versions == 1
    assert world.kube.objects["/api/v1/namespaces/apps/configmaps/b"]["data"]["text"] is True


def test_a_chart_may_ask_for_versions(world: World) -> None:
    wanted = chart(a=config_map("a"))
    wanted.metadata.kube_version = "<1.20.0"
    with pytest.raises(ChartError) as caught:
        world.service.install(InstallRequest(wanted, name="x", namespace="apps"))
    assert caught.value.message == (
        "Chart requires kubernetesVersion: <1.20.0 which is incompatible with Kubernetes v1.20.2"
    )
    wanted.metadata.tiller_version = ">2.17.0"
    with pytest.raises(ChartError) as caught:
        world.service.install(InstallRequest(wanted, name="x", namespace="apps"))
    assert caught.value.message == "Chart incompatible with Tiller v2.17.0"


def test_notes_are_kept_out_of_the_manifest(world: World) -> None:
    release = world.service.install(
        InstallRequest(chart(a=config_map("a"), notes="hello {{ .Release.Name }}"), name="x", namespace="apps")
    )
    assert release.info.notes == "hello x"
    assert "hello" not in release.manifest


def test_without_a_chart_nothing_is_installed(world: World) -> None:
    with pytest.raises(ReleaseError, match="no chart provided"):
        world.service.install(InstallRequest(None, name="x"))


def test_a_release_without_a_name_gets_one(world: World) -> None:
    release = world.service.install(InstallRequest(chart(a=config_map("a")), namespace="apps"))
    adjective, _, animal = release.name.partition("-")
    assert adjective.isalpha()
    assert animal.isalpha()


def test_the_apply_strategy_stays_with_the_release_unless_it_is_the_usual_one(make_world: Callable[..., World]) -> None:
    world = make_world()
    request = InstallRequest(chart(a=config_map("a")), name="x", namespace="apps")
    assert world.service.install(request.replace(dry_run=True)).extras == {}
    wanted = world.service.install(request.replace(dry_run=True, apply_strategy="three-way"))
    assert wanted.extras == {"apply-strategy": "three-way"}
    by_setting = make_world(PILOTHOUSE_APPLY_STRATEGY="three-way")
    assert by_setting.service.install(request.replace(dry_run=True)).extras == {"apply-strategy": "three-way"}
