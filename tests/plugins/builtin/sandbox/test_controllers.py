"""What becomes of objects in time, without a process that waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stand_ins.sandbox import APPS, BATCH, CORE, Sandbox, template, thing, workload


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


def pod(name: str, **annotations: str) -> Any:
    marks = {f"test.pilothouse/{key.replace('_', '-')}": value for key, value in annotations.items()}
    return thing("v1", "Pod", name, marks, spec=template()["spec"])


def phase(sandbox: Sandbox, name: str) -> tuple[str, bool]:
    status = sandbox.ask("GET", f"{CORE}/pods/{name}")["status"]
    ready = any(entry["type"] == "Ready" and entry["status"] == "True" for entry in status.get("conditions", ()))
    return status["phase"], ready


def test_a_pod_is_ready_a_moment_after_it_was_made(sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{CORE}/pods", pod("p"))
    seen = [phase(sandbox, "p")]
    sandbox.now = 0.29
    seen.append(phase(sandbox, "p"))
    sandbox.now = 0.31
    seen.append(phase(sandbox, "p"))
    assert seen == [("Pending", False), ("Pending", False), ("Running", True)]


def test_annotations_say_how_a_pod_fares(sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{CORE}/pods", pod("slow", delay="100"))
    sandbox.ask("POST", f"{CORE}/pods", pod("unready", ready="false"))
    sandbox.ask("POST", f"{CORE}/pods", pod("failed", phase="Failed"))
    sandbox.ask("POST", f"{CORE}/pods", pod("done", phase="Succeeded"))
    sandbox.ask("POST", f"{CORE}/pods", pod("stuck", phase="Pending"))
    sandbox.ask("POST", f"{CORE}/pods", pod("odd", delay="NaN"))
    sandbox.now = 50
    assert {name: phase(sandbox, name) for name in sandbox.names(f"{CORE}/pods")} == {
        "slow": ("Pending", False),
        "unready": ("Running", False),
        "failed": ("Failed", False),
        "done": ("Succeeded", False),
        "stuck": ("Pending", False),
        "odd": ("Running", True),
    }
    sandbox.now = 100.5
    assert phase(sandbox, "slow") == ("Running", True)


def test_a_pod_of_its_own_that_is_never_begun_again_succeeds(sandbox: Sandbox) -> None:
    for name, policy in (("test", "Never"), ("again", "OnFailure")):
        alone = pod(name)
        alone["spec"]["restartPolicy"] = policy
        sandbox.ask("POST", f"{CORE}/pods", alone)
    sandbox.now = 50
    assert [phase(sandbox, name) for name in ("test", "again")] == [("Succeeded", False), ("Running", True)]


def test_a_deployment_that_nobody_looked_at_has_rolled_out_meanwhile(tmp_path: Path) -> None:
    first = Sandbox(tmp_path)
    first.ask("POST", f"{APPS}/deployments", workload("Deployment", "d", replicas=3))
    first.transport.close()
    later = Sandbox(tmp_path, now=3600)
    status = later.ask("GET", f"{APPS}/deployments/d")["status"]
    assert {key: status[key] for key in ("replicas", "readyReplicas", "updatedReplicas", "availableReplicas")} == {
        "replicas": 3,
        "readyReplicas": 3,
        "updatedReplicas": 3,
        "availableReplicas": 3,
    }
    times = {entry["type"]: entry["lastUpdateTime"] for entry in status["conditions"]}
    assert times == {"Available": "2020-09-13T12:26:40Z", "Progressing": "2020-09-13T12:26:40Z"}


def test_a_deployment_keeps_old_pods_until_new_ones_are_ready(sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{APPS}/deployments", workload("Deployment", "d"))
    sandbox.now = 10
    hanging = {"test.pilothouse/ready": "false"}
    sandbox.ask("PATCH", f"{APPS}/deployments/d", {"spec": {"template": template(hanging)}})
    sandbox.now = 20
    status = sandbox.ask("GET", f"{APPS}/deployments/d")["status"]
    assert (status["replicas"], status["readyReplicas"], status["updatedReplicas"]) == (2, 1, 1)
    sandbox.ask("PATCH", f"{APPS}/deployments/d", {"spec": {"template": template({"test.pilothouse/ready": "true"})}})
    sandbox.now = 30
    status = sandbox.ask("GET", f"{APPS}/deployments/d")["status"]
    assert (status["replicas"], status["readyReplicas"], status["updatedReplicas"]) == (1, 1, 1)
    assert sandbox.ask("GET", f"{APPS}/deployments/d")["metadata"]["annotations"] == {
        "deployment.kubernetes.io/revision": "3"
    }


def test_a_stateful_set_makes_one_pod_after_the_other_with_their_claims(sandbox: Sandbox) -> None:
    claim = {"metadata": {"name": "v"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {}}}
    sandbox.ask("POST", f"{APPS}/statefulsets", workload(
        "StatefulSet", "s", serviceName="s", replicas=3, volumeClaimTemplates=[claim]))  # fmt: skip
    seen = []
    for moment in (0.1, 0.5, 5):
        sandbox.now = moment
        seen.append(sandbox.names(f"{CORE}/pods"))
    assert seen == [["s-0"], ["s-0", "s-1"], ["s-0", "s-1", "s-2"]]
    assert sandbox.names(f"{CORE}/persistentvolumeclaims") == ["v-s-0", "v-s-1", "v-s-2"]
    sandbox.ask("PATCH", f"{APPS}/statefulsets/s", {"spec": {"replicas": 1}})
    sandbox.now = 10
    assert sandbox.names(f"{CORE}/pods") == ["s-0"]
    assert sandbox.names(f"{CORE}/persistentvolumeclaims") == ["v-s-0", "v-s-1", "v-s-2"]


def test_a_daemon_set_has_one_pod(sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{APPS}/daemonsets", workload("DaemonSet", "d"))
    sandbox.now = 5
    status = sandbox.ask("GET", f"{APPS}/daemonsets/d")["status"]
    assert (status["desiredNumberScheduled"], status["numberReady"], len(sandbox.names(f"{CORE}/pods"))) == (1, 1, 1)


def test_a_job_completes_or_fails_after_its_tries(sandbox: Sandbox) -> None:
    def job(name: str, **spec: Any) -> Any:
        return thing("batch/v1", "Job", name, spec=spec)

    failing = template({"test.pilothouse/phase": "Failed"}, "Never")
    sandbox.ask("POST", f"{BATCH}/jobs", job("good", completions=3, template=template(None, "Never")))
    sandbox.ask("POST", f"{BATCH}/jobs", job("bad", backoffLimit=2, template=failing))
    hanging = template({"test.pilothouse/phase": "Pending"}, "Never")
    sandbox.ask("POST", f"{BATCH}/jobs", job("late", activeDeadlineSeconds=7, template=hanging))
    sandbox.now = 1
    assert sandbox.ask("GET", f"{BATCH}/jobs/bad")["status"].get("conditions") is None
    sandbox.now = 60
    ends = {}
    for name in ("good", "bad", "late"):
        status = sandbox.ask("GET", f"{BATCH}/jobs/{name}")["status"]
        condition = status["conditions"][0]
        ends[name] = (condition["type"], condition.get("reason"), status.get("succeeded"), status.get("failed"))
    assert ends == {
        "good": ("Complete", None, 3, None),
        "bad": ("Failed", "BackoffLimitExceeded", None, 3),
        "late": ("Failed", "DeadlineExceeded", None, 1),
    }


def test_a_workload_whose_pods_fail_for_ever_comes_to_rest(sandbox: Sandbox) -> None:
    failing = {"test.pilothouse/phase": "Failed", "test.pilothouse/delay": "0"}
    sandbox.ask("POST", f"{APPS}/replicasets", workload("ReplicaSet", "r", failing, replicas=2))
    sandbox.now = 1e6
    sandbox.ask("GET", "/version")
    count = len(sandbox.names(f"{CORE}/pods"))
    sandbox.now = 2e6
    assert count == len(sandbox.names(f"{CORE}/pods")) < 20


def test_a_workload_gets_no_more_pods_than_a_sandbox_bears(sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{APPS}/replicasets", workload("ReplicaSet", "r", replicas=2_000_000_000))
    sandbox.now = 5
    assert len(sandbox.names(f"{CORE}/pods")) == 500


def test_claims_are_bound_and_load_balancers_get_addresses(sandbox: Sandbox) -> None:
    def balancer(name: str, address: str) -> Any:
        marks = {"test.pilothouse/lb-ip": address} if address else None
        return thing("v1", "Service", name, marks, spec={"type": "LoadBalancer", "ports": [{"port": 80}]})

    stuck = {"test.pilothouse/phase": "Pending"}
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    sandbox.ask("POST", f"{CORE}/persistentvolumeclaims", thing("v1", "PersistentVolumeClaim", "a", spec=spec))
    sandbox.ask("POST", f"{CORE}/persistentvolumeclaims", thing("v1", "PersistentVolumeClaim", "b", stuck, spec=spec))
    for name, address in (("one", ""), ("two", "203.0.113.7"), ("three", "none")):
        sandbox.ask("POST", f"{CORE}/services", balancer(name, address))
    sandbox.now = 5
    claims = {name: sandbox.ask("GET", f"{CORE}/persistentvolumeclaims/{name}")["status"]["phase"] for name in "ab"}
    assert claims == {"a": "Bound", "b": "Pending"}
    addresses = {name: sandbox.ask("GET", f"{CORE}/services/{name}")["status"]["loadBalancer"] for name in
                 ("one", "two", "three")}  # fmt: skip
    assert addresses == {
        "one": {"ingress": [{"ip": "192.0.2.10"}]},
        "two": {"ingress": [{"ip": "203.0.113.7"}]},
        "three": {},
    }


@pytest.mark.parametrize(
    ("policy", "left"), [("Background", [0, 0]), ("Foreground", [0, 0]), ("Orphan", [1, 1]), ("", [0, 0])]
)
def test_deletion_takes_along_what_an_object_owns(policy: str, left: list[int], sandbox: Sandbox) -> None:
    sandbox.ask("POST", f"{APPS}/deployments", workload("Deployment", "d"))
    sandbox.now = 5
    sandbox.ask("GET", "/version")
    sandbox.ask("DELETE", f"{APPS}/deployments/d", {"propagationPolicy": policy} if policy else None)
    sandbox.now = 10
    counts = [len(sandbox.names(path)) for path in (f"{APPS}/replicasets", f"{CORE}/pods")]
    assert (sandbox.names(f"{APPS}/deployments"), counts) == ([], left)


def test_a_namespace_goes_with_all_that_is_in_it(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "/api/v1/namespaces", thing("v1", "Namespace", "n"))
    sandbox.ask("POST", "/api/v1/namespaces/n/configmaps", thing("v1", "ConfigMap", "c"))
    sandbox.ask("POST", "/apis/apps/v1/namespaces/n/deployments", workload("Deployment", "d"))
    sandbox.now = 5
    assert sandbox.ask("DELETE", "/api/v1/namespaces/n")["status"] == {"phase": "Terminating"}
    sandbox.now = 10
    assert sandbox.answer("GET", "/api/v1/namespaces/n")[0] == 404
    assert sandbox.names("/api/v1/pods") == []
    assert sandbox.names("/api/v1/configmaps") == []
