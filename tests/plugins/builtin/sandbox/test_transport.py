"""The file behind a sandbox: what several processes do to it, and what hostile requests cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport
from stand_ins.sandbox import CORE, Sandbox, thing

WRITER = """
import json, sys
from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport
path, number = sys.argv[1:]
base = "/api/v1/namespaces/default/configmaps"
transport = SandboxTransport(path)
won = 0
for turn in range(25):
    for name in (f"own-{number}-{turn}", f"shared-{turn}"):
        body = json.dumps({"metadata": {"name": name}, "data": {"by": number}}).encode()
        won += transport.request(KubeRequest("POST", base, (), body, "application/json")).status == 201
print(won)
"""


def test_several_processes_lose_nothing_and_one_alone_creates_each_name(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sandbox.db"
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    won = [int(process.communicate()[0]) for process in processes]
    transport = SandboxTransport(str(path))
    found = json.loads(transport.request(KubeRequest("GET", f"{CORE}/configmaps")).body)["items"]
    assert (sum(won), len(found), len({thing["metadata"]["resourceVersion"] for thing in found})) == (125, 125, 125)


def test_a_new_sandbox_has_the_namespaces_of_every_cluster_and_a_file_of_its_own(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    assert sandbox.names("/api/v1/namespaces") == ["default", "kube-node-lease", "kube-public", "kube-system"]
    assert oct(sandbox.path.stat().st_mode & 0o777) == "0o600"
    other = Sandbox(tmp_path / "other")
    assert sandbox.transport.server != other.transport.server


def test_a_file_that_is_no_sandbox_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    path.write_text("something else, and enough of it that nobody takes it for a database" * 20)
    with pytest.raises(KubeError) as caught:
        SandboxTransport(str(path))
    assert caught.value.message == f"the sandbox in {path} cannot be opened: file is not a database"


def test_the_version_says_that_it_is_a_sandbox(tmp_path: Path) -> None:
    version = Sandbox(tmp_path).ask("GET", "/version")
    assert (version["major"], version["minor"], version["gitVersion"]) == ("1", "20", "v1.20.2+sandbox")


def test_logs_say_that_nothing_runs(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    spec = {"containers": [{"name": "c", "image": "i"}]}
    sandbox.ask("POST", f"{CORE}/pods", thing("v1", "Pod", "p", spec=spec))
    response = sandbox.transport.request(KubeRequest("GET", f"{CORE}/pods/p/log"))
    assert response.body == b"The sandbox runs no containers: this Pod has never written anything.\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"metadata":' * 5000, 400),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"metadata": {"name": "a"}, "data": ' + b'{"a":' * 300 + b"1" + b"}" * 301 + b"}", 400),
        (b'{"metadata": {"name": "a"}, "data": {"a": NaN}}', 400),
        (b'{"metadata": {"name": "../../etc/passwd"}}', 422),
        (b'{"metadata": {"name": "a\'; DROP TABLE objects; --"}}', 422),
        (b'{"metadata": {"name": 5}}', 400),
        (b'{"metadata": []}', 400),
        (b'{"metadata": {"name": "a", "labels": []}}', 400),
        (b'{"metadata": {"name": "a", "ownerReferences": [5]}}', 400),
        (b'{"metadata": {"name": "a"}, "data": []}', 400),
        (b'{"metadata": {"name": "a"}, "data": {"a": "\\ud800", "b": "\xff"}}', 201),
        (b"x" * 4_000_000, 413),
    ],
)
def test_hostile_bodies_are_answered(body: bytes, status: int, tmp_path: Path) -> None:
    assert Sandbox(tmp_path).answer("POST", f"{CORE}/configmaps", body)[0] == status


ODD: tuple[Any, ...] = (None, 5, "x", [], [5], {}, {"a": 5}, True, -1, 1e30)
PLACES = (
    ("/apis/apps/v1", "deployments", "Deployment", ("spec", "selector", "template", "replicas", "strategy")),
    ("/apis/apps/v1", "statefulsets", "StatefulSet", ("spec", "volumeClaimTemplates", "updateStrategy")),
    ("/api/v1", "services", "Service", ("spec", "ports", "type", "clusterIP", "externalIPs")),
    ("/api/v1", "pods", "Pod", ("spec", "containers", "initContainers", "volumes", "tolerations")),
    ("/api/v1", "persistentvolumeclaims", "PersistentVolumeClaim", ("spec", "resources", "accessModes")),
    ("/apis/batch/v1", "jobs", "Job", ("spec", "template", "completions", "parallelism", "backoffLimit")),
    ("/apis/networking.k8s.io/v1beta1", "ingresses", "Ingress", ("spec", "rules", "backend", "tls")),
    ("/apis/autoscaling/v2beta2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", ("spec", "metrics")),
)


@pytest.mark.parametrize(("base", "plural", "kind", "fields"), PLACES)
def test_odd_values_anywhere_are_answered_and_shown(
    base: str, plural: str, kind: str, fields: tuple[str, ...], tmp_path: Path
) -> None:
    sandbox = Sandbox(tmp_path)
    path = f"{base}/namespaces/default/{plural}"
    table = "application/json;as=Table;v=v1;g=meta.k8s.io"
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    good = {"selector": {"matchLabels": {"a": "b"}}, "template": template, "ports": [{"port": 1}], **template["spec"]}
    number = 0
    for field in fields:
        for value in ODD:
            number += 1
            spec = value if field == "spec" else {**good, field: value}
            body = {"apiVersion": base.split("/", 2)[2], "kind": kind, "metadata": {"name": f"n{number}"}, "spec": spec}
            status, _ = sandbox.answer("POST", path, body)
            assert status in (201, 400, 422)
    sandbox.now = 100
    assert sandbox.transport.request(KubeRequest("GET", path, accept=table)).status == 200
    assert sandbox.transport.request(KubeRequest("GET", path)).status == 200


def test_an_object_that_its_controller_cannot_read_does_not_keep_others_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilothouse.plugins.builtin.sandbox.controllers import services

    def fail(cluster: Any, service: Any) -> None:
        raise TypeError("unexpected")

    monkeypatch.setattr(services, "reconcile", fail)
    sandbox = Sandbox(tmp_path)
    sandbox.ask("POST", f"{CORE}/services", thing("v1", "Service", "s", spec={"ports": [{"port": 80}]}))
    sandbox.ask("POST", f"{CORE}/pods", thing("v1", "Pod", "p", spec={"containers": [{"name": "c", "image": "i"}]}))
    sandbox.now = 5
    assert sandbox.ask("GET", f"{CORE}/pods/p")["status"]["phase"] == "Running"


def test_nothing_can_be_reached_in_pods_that_run_no_program(tmp_path: Path) -> None:
    transport = SandboxTransport(str(tmp_path / "sandbox.db"))
    with pytest.raises(KubeError) as raised:
        transport.connect_pod("default", "p", 80)
    assert raised.value.message == "cannot connect to port 80 of Pod p"
    assert raised.value.details == ("no programs run in the Pods of the embedded cluster",)
