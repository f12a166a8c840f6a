from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeStatusError, KubeTimeoutError, PluginError
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.readiness.wait import wait_until_ready
from stand_ins.clock import Clock
from stand_ins.scripted_kube import ScriptedKube, built, refused

CLAIM = "get /api/v1/namespaces/default/persistentvolumeclaims/data"
POD = "get /api/v1/namespaces/default/pods/p"
EVENTS = "list /api/v1/namespaces/default/events type=Warning"

BOUND = {"status": {"phase": "Bound"}}
PENDING = {"status": {"phase": "Pending"}}
READY = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
LATE = {"status": {"phase": "Pending"}}

CLAIM_OBJECT = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}}
POD_OBJECT = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
DATABASE = {"apiVersion": "example.com/v2", "kind": "Database", "metadata": {"name": "db"}}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(monkeypatch, "pilothouse.core.golib.wait", "pilothouse.plugins.builtin.readiness.wait")
    return clock


def wait(
    kube: ScriptedKube, *objects: dict[str, Any], timeout: int = 300, kernel: Kernel | None = None
) -> list[str]:
    wait_until_ready([built(content) for content in objects], timeout, kube, kernel or make_kernel())
    return kube.calls


def timeout_lines(kube: ScriptedKube, *objects: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(KubeTimeoutError) as caught:
        wait(kube, *objects, timeout=2)
    assert caught.value.message == "timed out waiting for the condition"
    return caught.value.details


def test_it_looks_every_two_seconds_first_after_two(clock: Clock) -> None:
    assert wait(ScriptedKube({CLAIM: [PENDING, PENDING, BOUND]}), CLAIM_OBJECT) == [CLAIM] * 3
    assert clock.slept == [2, 2, 2]


def test_kinds_without_a_rule_are_not_waited_for(clock: Clock) -> None:
    assert (wait(ScriptedKube(), CONFIG_MAP, DATABASE), clock.slept) == ([], [])


def test_what_was_ready_is_looked_at_again_when_the_rest_is_ready() -> None:
    kube = ScriptedKube({CLAIM: [BOUND, PENDING, BOUND], POD: [LATE, READY, READY]})
    assert wait(kube, CLAIM_OBJECT, POD_OBJECT) == [CLAIM, POD, POD, CLAIM, CLAIM, POD]


def test_many_objects_are_looked_at_side_by_side() -> None:
    objects = [{**CLAIM_OBJECT, "metadata": {"name": name}} for name in "abcdefghi"]
    calls = [f"get /api/v1/namespaces/default/persistentvolumeclaims/{name}" for name in "abcdefghi"]
    assert wait(ScriptedKube({call: [BOUND] for call in calls}), *objects) == ["9 in parallel", *calls]


def test_an_api_error_ends_the_waiting_at_once(clock: Clock) -> None:
    kube = ScriptedKube({CLAIM: [PENDING, refused(403, "Forbidden", "may not")]})
    with pytest.raises(KubeStatusError, match="^may not$") as caught:
        wait(kube, CLAIM_OBJECT)
    assert (clock.now, caught.value.details) == (4, ("while waiting for PersistentVolumeClaim/data to be ready",))


def test_an_object_that_was_deleted_ends_the_waiting() -> None:
    with pytest.raises(KubeStatusError, match="not found"):
        wait(ScriptedKube(), CLAIM_OBJECT)


def test_deployments_of_old_versions_are_read_as_apps_v1() -> None:
    script = {
        "get /apis/apps/v1/namespaces/default/deployments/web": [
            {"metadata": {"uid": "u"}, "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "web"}}}}
        ],
        "list /apis/apps/v1/namespaces/default/replicasets app=web": [
            [{"metadata": {"ownerReferences": [{"uid": "u", "controller": True}]}}]
        ],
    }
    old = {"apiVersion": "extensions/v1beta1", "kind": "Deployment", "metadata": {"name": "web"}}
    assert wait(ScriptedKube(script), old) == list(script)


def test_progress_says_what_is_waited_for_and_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = make_kernel()
    shown: list[str] = []
    monkeypatch.setattr(kernel, "progress", shown.append)
    wait(ScriptedKube({CLAIM: [BOUND], POD: [LATE, READY]}), CLAIM_OBJECT, POD_OBJECT, kernel=kernel)
    assert shown == [
        "waiting 0s of 300s for 2 of 2 objects: PersistentVolumeClaim/data not looked at yet",
        "waiting 2s of 300s for 1 of 2 objects: Pod/p not ready (Pending)",
        "",
    ]


def test_a_timeout_names_each_object_and_what_the_cluster_says_about_it() -> None:
    late = {
        "metadata": {"name": "p", "uid": "pod"},
        "status": {
            "phase": "Pending",
            "conditions": [
                {"type": "Initialized", "status": "True"},
                {"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "no\nway"},
            ],
            "containerStatuses": [
                {"name": "main", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off"}}}
            ],
        },
    }
    warnings = [
        {"involvedObject": {"uid": "other"}, "reason": "Other", "message": "x", "lastTimestamp": "2020-01-01"},
        {"involvedObject": {"uid": "pod"}, "reason": "Failed", "message": "older", "lastTimestamp": "2020-01-02"},
        {"involvedObject": {"uid": "pod"}, "reason": "Failed", "message": "m" * 200, "lastTimestamp": "2020-01-03"},
    ]
    kube = ScriptedKube({CLAIM: [PENDING], POD: [late], EVENTS: [warnings]})
    assert timeout_lines(kube, POD_OBJECT, CONFIG_MAP, CLAIM_OBJECT) == (
        "Pod/p in default: not ready (Pending); Ready is False (ContainersNotReady, no way); "
        "container main of Pod/p: ImagePullBackOff (Back-off); "
        f"Failed: {'m' * 119}…; Failed: older",
        "PersistentVolumeClaim/data in default: not bound (Pending)",
    )


def test_a_timeout_tells_what_keeps_the_pods_of_a_workload() -> None:
    workload = {
        "kind": "StatefulSet",
        "metadata": {"uid": "s"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}},
        "status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate"}]},
    }
    pod = {
        "metadata": {"name": "web-0", "uid": "w0", "ownerReferences": [{"uid": "rs"}]},
        "status": {"initContainerStatuses": [{"name": "init", "state": {"terminated": {"reason": "Error"}}}]},
    }
    events = [{"involvedObject": {"uid": "rs"}, "reason": "Quota", "message": "exceeded"}]
    kube = ScriptedKube(
        {
            "get /apis/apps/v1/namespaces/default/statefulsets/web": [workload],
            "list /api/v1/namespaces/default/pods app=web": [[pod]],
            EVENTS: [events],
        }
    )
    stateful_set = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "web"}}
    assert timeout_lines(kube, stateful_set) == (
        "StatefulSet/web in default: 0/1 Pods ready; ReplicaFailure is True (FailedCreate); "
        "container init of Pod/web-0: Error; Quota: exceeded",
    )


def test_a_timeout_does_without_what_cannot_be_read() -> None:
    kube = ScriptedKube({CLAIM: [PENDING], EVENTS: [KubeConnectionError("refused")]})
    assert timeout_lines(kube, CLAIM_OBJECT) == ("PersistentVolumeClaim/data in default: not bound (Pending)",)


@pytest.mark.parametrize("status", ["up", None, {"conditions": "none"}, {"conditions": ["a", None]}])
def test_a_timeout_copes_with_any_status_of_a_custom_resource(tmp_path: Path, status: Any) -> None:
    kernel = with_rule(tmp_path, "example.com/v2/Database", 'return "not yet"')
    with pytest.raises(KubeTimeoutError) as caught:
        wait(ScriptedKube({DB: [{"status": status}]}), DATABASE, timeout=2, kernel=kernel)
    assert caught.value.details == ("Database/db in default: not yet",)


def with_rule(folder: Path, name: str, body: str, replaces: str = "") -> Kernel:
    return make_kernel(
        folder,
        {
            "extra": f"""
from pilothouse.core.entries import ReadinessEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_readiness():
    return [ReadinessEntry({name!r}, "extra:rule", replaces={replaces!r})]

def rule(live, namespace, kube):
    {body}
"""
        },
    )


DB = "get /apis/example.com/v2/namespaces/default/databases/db"


@pytest.mark.parametrize("name", ["example.com/v2/Database", "example.com/*/Database"])
def test_rules_of_other_plugins_count(tmp_path: Path, name: str) -> None:
    kernel = with_rule(tmp_path, name, 'return "" if live["up"] else namespace')
    assert wait(ScriptedKube({DB: [{"up": 0}, {"up": 1}]}), DATABASE, kernel=kernel) == [DB, DB]


def test_the_exact_version_goes_before_every_version(tmp_path: Path) -> None:
    kernel = with_rule(tmp_path, "*/PersistentVolumeClaim", 'return "never"')
    assert wait(ScriptedKube({CLAIM: [BOUND]}), CLAIM_OBJECT, kernel=kernel) == [CLAIM]


def test_a_plugin_may_replace_a_rule(tmp_path: Path) -> None:
    kernel = with_rule(tmp_path, "v1/PersistentVolumeClaim", 'return ""', replaces="readiness")
    assert wait(ScriptedKube({CLAIM: [PENDING]}), CLAIM_OBJECT, kernel=kernel) == [CLAIM]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return live['x']", "failed in the readiness rule example.com/v2/Database: KeyError: 'x'"),
        ("return True", "answered the readiness rule example.com/v2/Database with bool, str is expected"),
    ],
)
def test_a_rule_that_fails_is_named(tmp_path: Path, body: str, message: str) -> None:
    kernel = with_rule(tmp_path, "example.com/v2/Database", body)
    with pytest.raises(PluginError) as caught:
        wait(ScriptedKube({DB: [{}]}), DATABASE, kernel=kernel)
    assert caught.value.message == f"plugin 'extra' ({tmp_path / 'extra.py'}) {message}"


def test_a_timeout_names_pods_that_have_not_begun_and_why_they_are_not_scheduled() -> None:
    unscheduled = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes"}
    pods = [
        {"metadata": {"name": "web-0"}, "status": {"phase": "Pending", "conditions": [unscheduled]}},
        {"metadata": {"name": "web-1"}, "status": {"phase": "Pending"}},
    ]
    workload = {"kind": "StatefulSet", "metadata": {}, "spec": {"selector": {"matchLabels": {"app": "web"}}}}
    kube = ScriptedKube(
        {
            "get /apis/apps/v1/namespaces/default/statefulsets/web": [workload],
            "list /api/v1/namespaces/default/pods app=web": [pods],
            EVENTS: [[]],
        }
    )
    stateful_set = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "web"}}
    assert timeout_lines(kube, stateful_set) == (
        "StatefulSet/web in default: 0/2 Pods ready; Pod/web-0 is Pending (Unschedulable: 0/3 nodes); "
        "Pod/web-1 is Pending",
    )
