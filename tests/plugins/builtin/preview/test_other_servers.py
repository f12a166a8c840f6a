"""Servers behind the API server are asked for dry runs only where they say that they have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.preview.other_servers import REASON, OtherServers
from stand_ins.previewed_world import PreviewedWorld
from stand_ins.scripted_transport import ScriptedTransport, answer, failure

WIDGETS = ApiResource("example.com", "v1", "Widget", "widgets", True)
SERVICE = "/apis/apiregistration.k8s.io/v1/apiservices/v1.example.com"
PATH = "/apis/example.com/v1/namespaces/{namespace}/widgets/{name}"
FORBIDDEN = failure(403, "Forbidden", "no")
ELSEWHERE = answer({"spec": {"service": {"name": "widgets", "namespace": "x"}}})


def document(*parameters: Any) -> Any:
    return answer({"paths": {PATH: {"patch": {"parameters": list(parameters)}}}})


@pytest.mark.parametrize(
    ("service", "openapi", "lack"),
    [
        (answer({"spec": {"service": None}}), FORBIDDEN, ""),
        (answer({"spec": {}}), FORBIDDEN, ""),
        (failure(404, "NotFound", "no"), FORBIDDEN, ""),
        (ELSEWHERE, document({"name": "dryRun", "in": "query"}), ""),
        (ELSEWHERE, document({"name": "body"}, {"$ref": "#/parameters/dryRun-7c6nTn1T"}), ""),
        (ELSEWHERE, document({"name": "pretty"}), REASON),
        (ELSEWHERE, answer({"paths": {}}), REASON),
        (ELSEWHERE, answer("no document"), REASON),
        (ELSEWHERE, answer({"paths": {PATH: {"patch": {"parameters": "dryRun"}}}}), REASON),
        (ELSEWHERE, answer("[" * 100_000), REASON),
        (ELSEWHERE, FORBIDDEN, REASON),
        (FORBIDDEN, document({"name": "dryRun", "in": "query"}), ""),
        (FORBIDDEN, FORBIDDEN, REASON),
    ],
)
def test_what_servers_say_decides(service: Any, openapi: Any, lack: str) -> None:
    transport = ScriptedTransport().on("GET", SERVICE, service).on("GET", "/openapi/v2", openapi)
    others = OtherServers()
    assert [others.lack(WIDGETS, transport), others.lack(WIDGETS, transport)] == [lack, lack]
    assert transport.asked().count(f"GET {SERVICE}") == 1


def test_built_in_kinds_are_not_asked_about() -> None:
    transport = ScriptedTransport()
    for resource in (
        ApiResource("", "v1", "ConfigMap", "configmaps", True),
        ApiResource("apps", "v1", "Deployment", "deployments", True),
        ApiResource("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", False),
    ):
        assert OtherServers().lack(resource, transport) == ""
    assert transport.requests == []


APISERVICE = """apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.elsewhere.example.com}
spec:
  group: elsewhere.example.com
  version: v1
  groupPriorityMinimum: 100
  versionPriority: 1
  insecureSkipTLSVerify: true
  service: {name: nowhere, namespace: default}
"""


def test_a_server_behind_the_real_one_is_not_asked_for_what_it_may_not_know(
    control_plane: ControlPlane, real_cluster: KubeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = PreviewedWorld(real_cluster, monkeypatch)
    world.create(APISERVICE)
    try:
        elsewhere = ApiResource("elsewhere.example.com", "v1", "Widget", "widgets", True)
        assert OtherServers().lack(elsewhere, real_cluster) == REASON
    finally:
        world.delete_by_hand("apiregistration.k8s.io/v1", "APIService", "v1.elsewhere.example.com")
    assert OtherServers().lack(elsewhere, real_cluster) == ""


def test_nothing_is_sent_to_a_server_that_may_not_know_dry_runs(
    in_sandbox: Callable[..., PreviewedWorld], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = in_sandbox()
    monkeypatch.setattr(OtherServers, "lack", lambda *_: REASON)
    world.create("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    world.recorder.writes.clear()
    rehearsal = world.kernel.first("helm_rehearse_writes", kube=world.kube)
    target = world.target("v1", "ConfigMap", "a")
    rehearsal.patch(target, {"data": {"a": "b"}}, "application/merge-patch+json")
    rehearsal.delete(target)
    rehearsal.create(KubeObject(target.resource, world.namespace, "b", {"metadata": {"name": "b"}}))
    assert [(each.action, each.name, each.estimated) for each in rehearsal.objects()] == [
        ("delete", "a", REASON), ("create", "b", REASON)
    ]  # fmt: skip
    assert world.recorder.writes == []
