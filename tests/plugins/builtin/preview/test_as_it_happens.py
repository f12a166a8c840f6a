"""What a preview says is what happens then, on the sandbox and on a real API server; and it changes nothing itself."""

from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import ReleaseError
from pilothouse.core.hapi import record
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.preview import ReleasePreview
from pilothouse.core.model.release import PENDING_UPGRADE
from pilothouse.core.model.release_requests import InstallRequest, RollbackRequest, UninstallRequest, UpdateRequest
from stand_ins.previewed_world import PreviewedWorld
from stand_ins.release_world import chart, config_map

STRATEGIES = ("two-way", "three-way", "server-side")
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: secret}\nstringData: {word: VALUE}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: service}\nspec: {ports: [{port: 80}]}\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: LABEL}}
  template:
    metadata: {labels: {app: LABEL}}
    spec:
      containers:
      - {name: main, image: "nginx:TAG", ports: [{containerPort: 80}]}
"""
KEPT = config_map("kept", annotations="helm.sh/resource-policy: keep")


def deployment(tag: str = "1", *, label: str = "web", replicas: int = 0) -> str:
    return DEPLOYMENT.replace("TAG", tag).replace("LABEL", label).replace("REPLICAS", str(replicas))


def done(preview: ReleasePreview) -> list[str]:
    """What is done to the objects, in order, without the namespace that was only looked at."""
    return [f"{each.action} {each.kind}/{each.name}" for each in preview.objects if each.kind != "Namespace"]


def install(world: PreviewedWorld, wanted: Chart, **fields: Any) -> None:
    world.service.install(InstallRequest(wanted, name="web", namespace=world.namespace, **fields))


def upgrade(wanted: Chart, **fields: Any) -> UpdateRequest:
    return UpdateRequest("web", wanted, **fields)


FIRST = chart(a=config_map("a"), b=config_map("b"), kept=KEPT, secret=SECRET, service=SERVICE, web=deployment())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_install_makes_what_was_said(world: PreviewedWorld, strategy: str) -> None:
    request = InstallRequest(FIRST, name="web", namespace=world.namespace, apply_strategy=strategy)
    preview = world.prove(request)
    assert sorted(done(preview)) == [
        "create ConfigMap/a", "create ConfigMap/b", "create ConfigMap/kept", "create Deployment/web",
        "create Secret/secret", "create Service/service",
    ]  # fmt: skip
    assert [each.estimated for each in preview.objects] == [""] * 7
    assert (preview.current, preview.newest, preview.planned.revision, preview.strategy) == (None, 0, 1, strategy)


def test_objects_are_noted_in_the_order_of_installation(world: PreviewedWorld) -> None:
    many = chart(**{f"m{number:02}": config_map(f"m{number:02}") for number in range(20)}, secret=SECRET)
    preview = world.preview(InstallRequest(many, name="web", namespace=world.namespace))
    assert done(preview) == ["create Secret/secret", *(f"create ConfigMap/m{number:02}" for number in range(20))]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_upgrade_changes_what_was_said(world: PreviewedWorld, strategy: str) -> None:
    install(world, FIRST, apply_strategy=strategy)
    world.change_by_hand("v1", "ConfigMap", "a", {"data": {"text": "by hand", "more": "by hand"}})
    world.change_by_hand("apps/v1", "Deployment", "web", {"metadata": {"labels": {"by": "hand"}}})
    wanted = chart(
        a=config_map("a"), c=config_map("c"), secret=SECRET.replace("VALUE", "OTHER"), service=SERVICE,
        web=deployment("2"),
    )  # fmt: skip
    preview = world.prove(upgrade(wanted))
    drifted = "none ConfigMap/a" if strategy == "two-way" else "change ConfigMap/a"
    assert done(preview) == [
        "change Secret/secret", drifted, "create ConfigMap/c", "none Service/service", "change Deployment/web",
        "delete ConfigMap/b", "keep ConfigMap/kept",
    ]  # fmt: skip
    assert preview.current is not None
    assert (preview.current.revision, preview.newest, preview.planned.revision) == (1, 1, 2)


def test_what_somebody_deleted_is_made_again(world: PreviewedWorld) -> None:
    install(world, FIRST)
    world.delete_by_hand("v1", "ConfigMap", "a")
    world.delete_by_hand("v1", "ConfigMap", "b")
    wanted = chart(a=config_map("a"), kept=KEPT, secret=SECRET, service=SERVICE, web=deployment())
    assert done(world.prove(upgrade(wanted))) == [
        "none Secret/secret", "create ConfigMap/a", "none ConfigMap/kept", "none Service/service",
        "none Deployment/web",
    ]  # fmt: skip


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_field_that_may_not_change_breaks_it_off(world: PreviewedWorld, strategy: str) -> None:
    install(world, chart(a=config_map("a"), gone=config_map("gone"), web=deployment()), apply_strategy=strategy)
    preview = world.prove(upgrade(chart(a=config_map("a", "two"), b=config_map("b"), web=deployment(label="other"))))
    assert done(preview) == ["change ConfigMap/a", "create ConfigMap/b", "change Deployment/web"]
    assert "field is immutable" in preview.objects[-1].error
    assert "field is immutable" in preview.error


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_force_replaces_what_may_not_change(world: PreviewedWorld, strategy: str) -> None:
    install(world, chart(a=config_map("a"), web=deployment()), apply_strategy=strategy)
    preview = world.prove(upgrade(chart(a=config_map("a"), web=deployment("2", label="other")), force=True))
    assert done(preview)[-1] == "recreate Deployment/web"
    assert "is still there" in preview.objects[-1].estimated
    assert preview.objects[-1].after is not None
    assert preview.objects[-1].after["spec"]["revisionHistoryLimit"] == 10  # a default that only the server fills in


def test_what_is_wrong_is_refused_when_it_is_replaced_too(world: PreviewedWorld) -> None:
    install(world, chart(web=deployment()))
    broken = deployment(label="other").replace('image: "nginx:1", ', "")
    preview = world.prove(upgrade(chart(web=broken), force=True))
    assert done(preview) == ["recreate Deployment/web"]
    assert "Failed to recreate resource" in preview.error


def test_pods_are_restarted(world: PreviewedWorld) -> None:
    install(world, chart(web=deployment(replicas=2)))
    world.wait_for_pods(2)
    pods = [name for kind, name in world.objects() if kind == "Pod"]
    preview = world.preview(upgrade(chart(web=deployment(replicas=2)), recreate=True))
    assert sorted(done(preview)) == sorted(["none Deployment/web", *(f"restart Pod/{name}" for name in pods)])
    assert not world.perform(upgrade(chart(web=deployment(replicas=2)), recreate=True)).error
    assert {name for kind, name in world.objects() if kind == "Pod"}.isdisjoint(pods)


def test_pods_of_a_changed_workload_are_restarted_without_waiting(world: PreviewedWorld) -> None:
    install(world, chart(web=deployment(replicas=1)))
    world.wait_for_pods(1)
    pods = [name for kind, name in world.objects() if kind == "Pod"]
    preview = world.preview(upgrade(chart(web=deployment("2", replicas=1)), recreate=True, wait=True))
    assert done(preview) == ["change Deployment/web", *(f"restart Pod/{name}" for name in pods)]


def test_an_object_of_somebody_else_breaks_it_off(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a")))
    world.create(config_map("b", "not ours"))
    preview = world.prove(upgrade(chart(a=config_map("a", "two"), b=config_map("b"))))
    assert done(preview) == ["change ConfigMap/a", "none ConfigMap/b"]
    assert "wasn't defined in the previous release" in preview.error


def test_an_install_over_an_object_of_somebody_else_breaks_off(world: PreviewedWorld) -> None:
    world.create(config_map("b", "not ours"))
    preview = world.prove(InstallRequest(chart(b=config_map("b")), name="web", namespace=world.namespace))
    assert done(preview) == ["create ConfigMap/b"]
    assert preview.objects[-1].error == 'configmaps "b" already exists'
    assert preview.error == 'release web failed: configmaps "b" already exists'


def test_what_an_upgrade_has_made_is_cleaned_up(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a")))
    wrong = chart(a=config_map("a"), b=config_map("b"), web=deployment().replace('image: "nginx:1", ', ""))
    preview = world.prove(upgrade(wrong, cleanup_on_fail=True))
    assert done(preview) == ["none ConfigMap/a", "create Deployment/web"]
    assert "image: Required value" in preview.objects[-1].error


def test_after_a_failed_upgrade_the_deployed_revision_counts(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a"), web=deployment()))
    failing = upgrade(chart(a=config_map("a", "two"), new=config_map("new"), web=deployment(label="other")))
    world.perform(failing)
    preview = world.prove(upgrade(chart(a=config_map("a", "three"), web=deployment("2"))))
    assert done(preview) == ["change ConfigMap/a", "change Deployment/web"]
    assert preview.current is not None
    assert (preview.current.revision, preview.newest, preview.planned.revision) == (1, 2, 3)


def leave_interrupted(world: PreviewedWorld) -> None:
    """Let the newest revision be one whose upgrade was stopped after it had changed its objects."""
    key = "web.v2"
    records = world.target("v1", "ConfigMap", key)
    records.namespace = f"{world.namespace}-records"
    stored = world.kube.get(records)
    release = record.unpack(stored["data"]["release"], key)
    release.info.status = "FAILED"
    release.extras = {**release.extras, "interrupted": PENDING_UPGRADE}
    body = record.pack(release)
    patch = {"data": {"release": body}, "metadata": {"labels": {"STATUS": "FAILED"}}}
    world.kube.patch(records, patch, "application/merge-patch+json")
    records.name = "web.v1"
    stored = world.kube.get(records)
    release = record.unpack(stored["data"]["release"], "web.v1")
    release.info.status = "DEPLOYED"
    patch = {"data": {"release": record.pack(release)}, "metadata": {"labels": {"STATUS": "DEPLOYED"}}}
    world.kube.patch(records, patch, "application/merge-patch+json")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_interrupted_upgrade_is_gone_on_with(world: PreviewedWorld, strategy: str) -> None:
    install(world, chart(a=config_map("a"), web=deployment()), apply_strategy=strategy)
    second = chart(a=config_map("a", "two"), half=config_map("half"), web=deployment("2"))
    assert not world.perform(upgrade(second)).error
    leave_interrupted(world)
    preview = world.prove(upgrade(chart(a=config_map("a"), b=config_map("b"), web=deployment("3"))))
    assert sorted(done(preview)) == [
        "change ConfigMap/a", "change Deployment/web", "create ConfigMap/b", "delete ConfigMap/half",
    ]  # fmt: skip


def test_a_rollback_goes_back_as_was_said(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a"), b=config_map("b"), web=deployment()))
    assert not world.perform(upgrade(chart(a=config_map("a", "two"), c=config_map("c"), web=deployment("2")))).error
    preview = world.prove(RollbackRequest("web", 1))
    assert done(preview) == ["change ConfigMap/a", "create ConfigMap/b", "change Deployment/web", "delete ConfigMap/c"]
    assert preview.current is not None
    assert (preview.current.revision, preview.newest, preview.planned.revision) == (2, 2, 3)


def test_an_interrupted_upgrade_is_rolled_back(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a"), web=deployment()))
    assert not world.perform(upgrade(chart(a=config_map("a", "two"), half=config_map("half")))).error
    leave_interrupted(world)
    preview = world.prove(RollbackRequest("web", 1))
    assert sorted(done(preview)) == ["change ConfigMap/a", "create Deployment/web", "delete ConfigMap/half"]


def test_a_forced_upgrade_makes_a_failed_release_anew(world: PreviewedWorld) -> None:
    world.create(config_map("z", "not ours"))
    first = InstallRequest(chart(a=config_map("a"), z=config_map("z")), name="web", namespace=world.namespace)
    assert world.perform(first).error
    world.delete_by_hand("v1", "ConfigMap", "z")
    preview = world.prove(upgrade(chart(a=config_map("a", "two"), b=config_map("b")), force=True))
    assert sorted(done(preview)) == ["create ConfigMap/b", "recreate ConfigMap/a"]


def test_a_name_is_used_again(world: PreviewedWorld) -> None:
    install(world, chart(a=config_map("a"), kept=KEPT))
    world.service.uninstall(UninstallRequest("web"))
    request = InstallRequest(
        chart(a=config_map("a", "two"), kept=KEPT.replace("one", "two")), name="web", namespace=world.namespace,
        reuse_name=True,
    )  # fmt: skip
    preview = world.prove(request)
    assert done(preview) == ["create ConfigMap/a", "change ConfigMap/kept"]
    assert preview.planned.revision == 2


def test_what_cannot_be_begun_is_refused(world: PreviewedWorld) -> None:
    with pytest.raises(ReleaseError, match="has no deployed releases"):
        world.service.preview(upgrade(chart(a=config_map("a"))))
    install(world, chart(a=config_map("a")))
    with pytest.raises(ReleaseError, match="already exists"):
        world.service.preview(InstallRequest(FIRST, name="web", namespace=world.namespace))
    with pytest.raises(ReleaseError, match="invalid release revision"):
        world.service.preview(RollbackRequest("web", -1))
