from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.readiness.claims import claim
from pilothouse.plugins.builtin.readiness.pods import pod, selected_pods
from pilothouse.plugins.builtin.readiness.services import service
from stand_ins.scripted_kube import ScriptedKube

READY = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
LATE = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}]}}


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        (READY, ""),
        (LATE, "not ready (Running)"),
        ({"status": {"phase": "Succeeded"}}, "not ready (Succeeded)"),
        ({"metadata": {}}, "not ready (Unknown)"),
    ],
)
def test_a_pod_is_ready_when_it_says_so(live: dict[str, Any], expected: str) -> None:
    assert pod(live, "default", ScriptedKube()) == expected


@pytest.mark.parametrize(
    ("pods", "expected"), [([], ""), ([READY, READY], ""), ([READY, LATE, LATE], "1/3 Pods ready")]
)
def test_a_workload_is_ready_when_all_its_pods_are(pods: list[dict[str, Any]], expected: str) -> None:
    kube = ScriptedKube({"list /api/v1/namespaces/default/pods app=web": [pods]})
    live = {"kind": "StatefulSet", "spec": {"selector": {"matchLabels": {"app": "web"}}}}
    assert selected_pods(live, "default", kube) == expected


def test_a_replication_controller_selects_by_plain_labels() -> None:
    kube = ScriptedKube({"list /api/v1/namespaces/default/pods app=web": [[LATE]]})
    live = {"kind": "ReplicationController", "spec": {"selector": {"app": "web"}}}
    assert selected_pods(live, "default", kube) == "0/1 Pods ready"


@pytest.mark.parametrize(
    ("status", "expected"),
    [({"phase": "Bound"}, ""), ({"phase": "Pending"}, "not bound (Pending)"), (None, "not bound (no phase)")],
)
def test_a_claim_is_ready_when_it_is_bound(status: dict[str, Any] | None, expected: str) -> None:
    assert claim({"status": status}, "default", ScriptedKube()) == expected


@pytest.mark.parametrize(
    ("spec", "status", "expected"),
    [
        ({"type": "ExternalName"}, {}, ""),
        ({"type": "ClusterIP", "clusterIP": "10.0.0.1"}, {}, ""),
        ({"type": "ClusterIP", "clusterIP": "None"}, {}, ""),
        ({"type": "ClusterIP"}, {}, "no cluster IP yet"),
        ({"type": "LoadBalancer", "clusterIP": "10.0.0.1"}, {}, "no address from the load balancer yet"),
        ({"type": "LoadBalancer", "clusterIP": "10.0.0.1"}, {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}}, ""),
    ],
)
def test_a_service_is_ready_when_it_has_its_addresses(
    spec: dict[str, Any], status: dict[str, Any], expected: str
) -> None:
    assert service({"spec": spec, "status": status}, "default", ScriptedKube()) == expected
