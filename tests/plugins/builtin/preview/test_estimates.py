"""Where the server cannot be asked what would come of a write, it is computed, and why is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import KubeStatusError, UnknownKindError
from pilothouse.core.model.capabilities import KubeVersion
from pilothouse.core.model.kube_object import ClusterTarget, KubeRequest, KubeResponse
from pilothouse.core.model.preview import ReleasePreview
from pilothouse.core.model.release_requests import InstallRequest, UpdateRequest
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.kube.client import Client, connect
from pilothouse.plugins.builtin.preview.estimates import lack_of_dry_runs, reason_for
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService
from stand_ins.previewed_world import PreviewedWorld, RecordingTransport
from stand_ins.release_world import chart, config_map

CRD = """apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata:
  name: widgets.preview.example.com
  annotations: {helm.sh/hook: crd-install}
spec:
  group: preview.example.com
  version: v1
  scope: Namespaced
  names: {plural: widgets, kind: Widget}
"""
WIDGET = "apiVersion: preview.example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n"
READS = """apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: READS}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: READS}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: READS}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: reader}]
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "nginx:TAG"}, {name: side, image: side}]}
"""


def done(preview: ReleasePreview) -> list[tuple[str, str]]:
    return [(f"{each.action} {each.kind}/{each.name}", each.estimated) for each in preview.objects]


def test_a_namespace_that_there_is_not_yet(world: PreviewedWorld) -> None:
    namespace = f"{world.namespace}-new"
    request = InstallRequest(chart(a=config_map("a")), name="web", namespace=namespace)
    preview = world.preview(request)
    assert done(preview) == [
        (f"create Namespace/{namespace}", ""),
        ("create ConfigMap/a", f"the namespace {namespace} does not exist yet"),
    ]
    assert preview.objects[1].after == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": namespace},
        "data": {"text": "one"},
    }  # fmt: skip
    assert not world.perform(request).error
    target = world.target("v1", "ConfigMap", "a")
    target.namespace = namespace
    assert world.kube.get(target)["data"] == {"text": "one"}


def test_a_kind_that_a_chart_hook_defines(world: PreviewedWorld) -> None:
    request = InstallRequest(chart(crd=CRD, w=WIDGET, a=config_map("a")), name="web", namespace=world.namespace)
    preview = world.preview(request)
    assert done(preview)[1:] == [
        ("create ConfigMap/a", ""),
        ("create Widget/w", "its kind is not served yet: a chart hook brings the definition"),
    ]
    assert preview.error == ""
    assert preview.objects[-1].namespace == world.namespace
    with pytest.raises(UnknownKindError, match='^validation failed: .*no matches for kind "Widget"'):
        world.service.preview(request.replace(disable_crd_hook=True))
    assert not world.perform(request).error
    world.delete_by_hand("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.preview.example.com")


@pytest.fixture
def reader(control_plane: ControlPlane, tmp_path: Path) -> Iterator[Callable[[PreviewedWorld], Client]]:
    """Gives a world a user who may only read."""
    kubeconfig = json.loads(Path(control_plane.kubeconfig).read_text(encoding="utf-8"))
    kubeconfig["users"][0]["user"]["as"] = "reader"
    path = tmp_path / "reader.kubeconfig"
    path.write_text(json.dumps(kubeconfig), encoding="utf-8")
    transport = make_kernel().first("helm_connect_kube_transport", target=ClusterTarget(kubeconfig=str(path)))

    def become(world: PreviewedWorld) -> Client:
        world.create(READS.replace("READS", f"{world.namespace}-reads"))
        return connect(RecordingTransport(transport), world.kernel)

    yield become
    transport.close()


@pytest.mark.parametrize("strategy", ["two-way", "three-way", "server-side"])
def test_a_user_who_may_only_read(
    real_cluster: Any, reader: Callable[[PreviewedWorld], Client], monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    world = PreviewedWorld(real_cluster, monkeypatch)
    first = chart(a=config_map("a"), gone=config_map("gone"), web=DEPLOYMENT)
    world.service.install(
        InstallRequest(first, name="web", namespace=world.namespace, apply_strategy=strategy)
    )
    wanted = chart(a=config_map("a", "two"), new=config_map("new"), web=DEPLOYMENT.replace("TAG", "2"))
    request = UpdateRequest("web", wanted)
    exact = world.preview(request)
    world.kube = reader(world)
    estimated = InProcessReleaseService(world.kernel).preview(request)
    assert [each.action for each in estimated.objects] == [each.action for each in exact.objects]
    for mine, theirs in zip(estimated.objects, exact.objects, strict=True):
        if mine.action in ("change", "delete", "create"):
            assert mine.estimated.startswith("these credentials may not write: ")
            assert 'User "reader" cannot ' in mine.estimated
        if mine.action == "change":
            assert without_notes(mine.after) == without_notes(theirs.after)
    assert estimated.error == ""


def without_notes(content: Any) -> Any:
    metadata = {
        key: value
        for key, value in content["metadata"].items()
        if key not in ("managedFields", "resourceVersion", "generation")
    }
    return {**{key: value for key, value in content.items() if key != "status"}, "metadata": metadata}


class Unrehearsed:
    """A client of a cluster that has no twin."""

    def __init__(self, kube: Client) -> None:
        self._kube = kube

    def __getattr__(self, name: str) -> Any:
        if name == "rehearsed":
            raise AttributeError(name)
        return getattr(self._kube, name)


def test_a_client_that_cannot_rehearse(in_sandbox: Callable[..., PreviewedWorld]) -> None:
    world = in_sandbox()
    world.service.install(
        InstallRequest(chart(a=config_map("a"), b=config_map("b")), name="web", namespace=world.namespace)
    )
    world.kube = Unrehearsed(world.kube)  # type: ignore[assignment]
    world.service = InProcessReleaseService(world.kernel)
    preview = world.preview(UpdateRequest("web", chart(a=config_map("a", "two"), c=config_map("c"))))
    reason = "this client of the cluster cannot ask for dry runs"
    assert done(preview) == [
        ("change ConfigMap/a", reason), ("create ConfigMap/c", reason), ("delete ConfigMap/b", reason)
    ]  # fmt: skip
    assert world.recorder.writes == []
    assert preview.objects[0].after is not None
    assert preview.objects[0].after["data"] == {"text": "two"}


def test_an_object_that_is_in_the_way_is_found_without_dry_runs(in_sandbox: Callable[..., PreviewedWorld]) -> None:
    world = in_sandbox()
    world.create(config_map("a"))
    world.kube = Unrehearsed(world.kube)  # type: ignore[assignment]
    preview = world.preview(InstallRequest(chart(a=config_map("a")), name="web", namespace=world.namespace))
    assert preview.error == 'release web failed: configmaps "a" already exists'


def test_an_old_server_is_asked_for_nothing(
    in_sandbox: Callable[..., PreviewedWorld], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = in_sandbox()
    monkeypatch.setattr(world.kube, "server_version", lambda: KubeVersion("1", "11", "v1.11.5"))
    preview = world.preview(InstallRequest(chart(a=config_map("a")), name="web", namespace=world.namespace))
    assert done(preview)[-1] == ("create ConfigMap/a", "Kubernetes v1.11.5 has no dry runs")
    assert world.recorder.writes == []


def test_a_webhook_that_knows_no_dry_runs(
    in_sandbox: Callable[..., PreviewedWorld], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = in_sandbox()
    message = 'admission webhook "w.example.com" does not support dry run'
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": 400}
    request = world.recorder.request

    def refusing(asked: KubeRequest) -> KubeResponse:
        if asked.method == "POST" and asked.path.endswith("/configmaps"):
            return KubeResponse(400, {"content-type": "application/json"}, json.dumps(status).encode())
        return request(asked)

    monkeypatch.setattr(world.recorder, "request", refusing)
    preview = world.preview(InstallRequest(chart(a=config_map("a")), name="web", namespace=world.namespace))
    assert done(preview)[-1] == ("create ConfigMap/a", f"the server refuses dry runs: {message}")


@pytest.mark.parametrize(
    ("version", "lack"),
    [
        (KubeVersion("1", "20", "v1.20.2+k3s1"), ""),
        (KubeVersion("1", "13", "v1.13.0"), ""),
        (KubeVersion("1", "12", "v1.12.9"), "Kubernetes v1.12.9 has no dry runs"),
        (KubeVersion("1", "25+", ""), ""),
        (KubeVersion("2", "0", "v2.0.0"), ""),
        (KubeVersion("", "", "custom"), "Kubernetes custom has no dry runs"),
        (KubeVersion(), "Kubernetes of an unknown version has no dry runs"),
    ],
)
def test_which_servers_have_dry_runs(version: KubeVersion, lack: str) -> None:
    assert lack_of_dry_runs(version) == lack


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        (403, 'pods "a" is forbidden: User "u" cannot patch resource "pods"', "these credentials may not write: "),
        (403, 'pods "a" is forbidden: exceeded quota: q', ""),
        (403, 'roles.rbac "a" is forbidden: user "u" is attempting to grant RBAC permissions not currently held', ""),
        (405, "the server does not allow this method on the requested resource", "the server refuses dry runs: "),
        (400, "the dryRun alpha feature is disabled", "the server refuses dry runs: "),
        (400, "the object provided is unrecognized", ""),
        (409, "the object has been modified", ""),
        (422, "field is immutable", ""),
    ],
)
def test_which_refusals_say_nothing_about_the_write(code: int, message: str, reason: str) -> None:
    assert reason_for(KubeStatusError(message, code=code)) == (f"{reason}{message}" if reason else "")
