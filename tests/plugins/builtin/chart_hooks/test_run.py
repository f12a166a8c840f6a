from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import KubeError, KubeStatusError, KubeTimeoutError, PilothouseError, ReleaseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.kube_object import ChartHookOptions, ChartHookReport
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.chart_hooks.run import run_chart_hooks
from stand_ins.clock import Clock
from stand_ins.scripted_kube import ScriptedKube, refused

NAMESPACE = "get /api/v1/namespaces/default"
HERE = {NAMESPACE: [{}]}
"""The namespace of the release exists."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(
        monkeypatch, "pilothouse.core.golib.wait", "pilothouse.plugins.builtin.chart_hooks.until_ready"
    )
    monkeypatch.setattr("time.time_ns", lambda: 1136214245_000000007)
    return clock


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


def hook(
    name: str,
    kind: str = "ConfigMap",
    api_version: str = "v1",
    *,
    weight: int = 0,
    policies: str = "",
    timeout: int = 60,
) -> ChartHook:
    content = f"apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: {name}\n"
    manifest = Manifest(f"web/templates/{name}.yaml", content, kind, api_version, name)
    return ChartHook(manifest, ["pre-install"], weight, policies.split(), timeout if policies else 0)


def job(name: str, *, policies: str = "", timeout: int = 60) -> ChartHook:
    return hook(name, "Job", "batch/v1", policies=policies, timeout=timeout)


def config_map(name: str) -> str:
    return f"/api/v1/namespaces/default/configmaps/{name}"


def job_path(name: str) -> str:
    return f"/apis/batch/v1/namespaces/default/jobs/{name}"


def watch_call(name: str, version: str = "5", seconds: str = "300") -> str:
    return f"watch /apis/batch/v1/namespaces/default/jobs metadata.name={name} from {version} for {seconds}s"


def live_job(condition: str = "", reason: str = "", *, version: str = "5", message: str = "") -> dict[str, Any]:
    conditions = [{"type": condition, "status": "True", "reason": reason, "message": message}] if condition else []
    return {"metadata": {"name": "j", "resourceVersion": version}, "status": {"conditions": conditions}}


def run(
    kernel: Kernel, kube: ScriptedKube, *hooks: ChartHook, event: str = "pre-install", timeout: int = 300
) -> ChartHookReport:
    return run_chart_hooks(event, list(hooks), ChartHookOptions("web", "default", timeout), kube, kernel)


def failure(
    kernel: Kernel, kube: ScriptedKube, *hooks: ChartHook, event: str = "pre-install", timeout: int = 300
) -> PilothouseError:
    with pytest.raises(PilothouseError) as caught:
        run(kernel, kube, *hooks, event=event, timeout=timeout)
    return caught.value


def test_hooks_run_by_weight_then_by_name_and_all_are_marked_at_the_end(kernel: Kernel) -> None:
    hooks = [hook("c", weight=5), hook("b"), hook("a"), hook("d", weight=-1)]
    kube = ScriptedKube(HERE)
    report = run(kernel, kube, *hooks)
    assert report == ChartHookReport(("d", "a", "b", "c"))
    assert [call for call in kube.calls if call.startswith("create")] == [
        f"create {config_map(name)}" for name in ("d", "a", "b", "c")
    ]
    assert [one.last_run for one in hooks] == [1136214245_000000007] * 4


def test_no_hooks_ask_nothing(kernel: Kernel) -> None:
    kube = ScriptedKube()
    assert (run(kernel, kube), kube.calls) == (ChartHookReport(()), [])


CRD = "/apis/apiextensions.k8s.io/v1beta1/customresourcedefinitions/widgets.example.com"


def test_definitions_are_waited_for_until_the_server_serves_them(kernel: Kernel) -> None:
    established = {"status": {"conditions": [{"type": "Established", "status": "True"}]}}
    kube = ScriptedKube({**HERE, f"get {CRD}": [established]})
    one = hook("widgets.example.com", "CustomResourceDefinition", "apiextensions.k8s.io/v1beta1")
    assert run(kernel, kube, one, event="crd-install") == ChartHookReport(("widgets.example.com",))
    assert kube.calls == [NAMESPACE, f"create {CRD}", f"get {CRD}"]


def test_a_definition_that_fails_is_not_deleted_by_its_policy(kernel: Kernel) -> None:
    kube = ScriptedKube({**HERE, f"get {CRD}": [refused(403, "Forbidden", "may not")]})
    one = hook(
        "widgets.example.com", "CustomResourceDefinition", "apiextensions.k8s.io/v1beta1", policies="hook-failed"
    )
    error = failure(kernel, kube, one, event="crd-install")
    assert (error.message, error.details) == (
        "unable to get CRD: may not",
        (
            "the crd-install hook CustomResourceDefinition/widgets.example.com failed "
            "(web/templates/widgets.example.com.yaml)",
        ),
    )
    assert kube.calls == [NAMESPACE, f"create {CRD}", f"get {CRD}"]


def test_a_missing_namespace_is_made_before_the_first_object(kernel: Kernel) -> None:
    kube = ScriptedKube()
    run(kernel, kube, hook("a"))
    assert kube.calls == [
        NAMESPACE,
        "create /api/v1/namespaces/default",
        f"create {config_map('a')}",
        f"get {config_map('a')}",
    ]


def test_before_hook_creation_deletes_and_looks_until_it_is_gone(kernel: Kernel, clock: Clock) -> None:
    kube = ScriptedKube(
        {
            **HERE,
            f"delete {config_map('a')} Background": [None],
            f"get {config_map('a')}": [{}, {}, refused(404, "NotFound")],
        }
    )
    run(kernel, kube, hook("a", policies="before-hook-creation"))
    assert kube.calls == [
        f"delete {config_map('a')} Background",
        *[f"get {config_map('a')}"] * 3,
        NAMESPACE,
        f"create {config_map('a')}",
        f"get {config_map('a')}",
    ]
    assert clock.slept == [2, 2]


def test_what_was_not_there_needs_no_look_after_deleting_it(kernel: Kernel) -> None:
    kube = ScriptedKube(HERE)
    run(kernel, kube, hook("a", policies="before-hook-creation"))
    assert kube.calls == [
        f"delete {config_map('a')} Background",
        NAMESPACE,
        f"create {config_map('a')}",
        f"get {config_map('a')}",
    ]


def test_without_a_delete_timeout_nobody_waits(kernel: Kernel) -> None:
    kube = ScriptedKube({**HERE, f"delete {config_map('a')} Background": [None]})
    run(kernel, kube, hook("a", policies="before-hook-creation", timeout=0))
    assert kube.calls == [
        f"delete {config_map('a')} Background",
        NAMESPACE,
        f"create {config_map('a')}",
        f"get {config_map('a')}",
    ]


def test_what_does_not_go_away_in_time_fails_the_hook(kernel: Kernel, clock: Clock) -> None:
    kube = ScriptedKube({f"delete {config_map('a')} Background": [None], f"get {config_map('a')}": [{}]})
    error = failure(kernel, kube, hook("a", policies="before-hook-creation", timeout=3))
    assert (type(error), error.message, error.details) == (
        KubeTimeoutError,
        "timed out waiting for the condition",
        (
            "ConfigMap/a was deleted and is still there",
            "the pre-install hook ConfigMap/a failed (web/templates/a.yaml)",
        ),
    )
    assert clock.now == 3


@pytest.mark.parametrize("call", ["delete {} Background", "get {}"])
def test_a_deletion_that_the_server_refuses_fails_the_hook(kernel: Kernel, call: str) -> None:
    path = config_map("a")
    script = {f"delete {path} Background": [None], call.format(path): [refused(403, "Forbidden", "may not")]}
    error = failure(kernel, ScriptedKube(script), hook("a", policies="before-hook-creation"))
    assert (type(error), error.message) == (KubeStatusError, "may not")


def test_an_object_that_exists_fails_the_hook_with_advice_and_nothing_is_deleted(kernel: Kernel) -> None:
    kube = ScriptedKube({**HERE, f"create {job_path('j')}": [refused(409, "AlreadyExists", "it exists")]})
    error = failure(kernel, kube, job("j", policies="hook-failed"), hook("z"))
    assert (error.message, error.hint) == (
        "it exists",
        'it is there from an earlier run; with the annotation "helm.sh/hook-delete-policy": before-hook-creation '
        "it would be deleted first",
    )
    assert not [call for call in kube.calls if call.startswith("delete")]


def test_succeeded_hooks_are_deleted_after_all_have_run(kernel: Kernel) -> None:
    kube = ScriptedKube(HERE)
    run(kernel, kube, hook("a", policies="hook-succeeded"), hook("b"))
    assert kube.calls == [
        NAMESPACE,
        f"create {config_map('a')}",
        f"get {config_map('a')}",
        f"create {config_map('b')}",
        f"get {config_map('b')}",
        f"delete {config_map('a')} Background",
    ]


def test_a_job_is_watched_from_its_creation_until_it_is_complete(kernel: Kernel) -> None:
    kube = ScriptedKube(
        {
            **HERE,
            f"create {job_path('j')}": [live_job()],
            watch_call("j"): [
                [
                    ("MODIFIED", live_job(version="6")),
                    ("BOOKMARK", {"metadata": {"resourceVersion": "7"}}),
                    ("MODIFIED", live_job("Complete", version="8")),
                ]
            ],
        }
    )
    assert run(kernel, kube, job("j")) == ChartHookReport(("j",))
    assert kube.calls == [NAMESPACE, f"create {job_path('j')}", watch_call("j")]


def test_a_job_that_is_deleted_while_it_is_watched_counts_as_done(kernel: Kernel) -> None:
    events = [("DELETED", live_job())]
    kube = ScriptedKube({**HERE, f"create {job_path('j')}": [live_job()], watch_call("j"): [events]})
    assert run(kernel, kube, job("j")) == ChartHookReport(("j",))


def test_a_job_without_a_timeout_is_watched_for_ever(kernel: Kernel) -> None:
    events = [("MODIFIED", live_job("Complete"))]
    kube = ScriptedKube(
        {**HERE, f"create {job_path('j')}": [live_job()], watch_call("j", seconds="0"): [events]}
    )
    assert run(kernel, kube, job("j"), timeout=0) == ChartHookReport(("j",))


FAILED_POD = {
    "metadata": {"name": "j-x1"},
    "status": {
        "phase": "Failed",
        "containerStatuses": [{"name": "main", "state": {"terminated": {"reason": "Error", "exitCode": 3}}}],
    },
}


def failing_job_script() -> dict[str, list[Any]]:
    gone = live_job("Failed", "BackoffLimitExceeded", message="Job has reached the specified backoff limit")
    return {
        **HERE,
        f"create {job_path('j')}": [live_job()],
        watch_call("j"): [[("MODIFIED", gone)]],
        f"get {job_path('j')}": [
            {**gone, "spec": {"selector": {"matchLabels": {"controller-uid": "7"}}}},
            refused(404, "NotFound"),
        ],
        "list /api/v1/namespaces/default/pods controller-uid=7": [[FAILED_POD]],
        f"delete {job_path('j')} Background": [None],
    }


def test_a_failed_job_fails_its_event_and_says_where_its_logs_are(kernel: Kernel) -> None:
    kube = ScriptedKube(failing_job_script())
    later = hook("z", weight=1)
    error = failure(kernel, kube, job("j"), later)
    assert (type(error), error.message, error.details) == (
        ReleaseError,
        "Job failed: BackoffLimitExceeded",
        (
            "Job has reached the specified backoff limit",
            "the pre-install hook Job/j failed (web/templates/j.yaml)",
            "Pod/j-x1 is Failed (container main: Error, exit code 3)",
            "logs: kubectl logs --namespace default job/j",
        ),
    )
    assert (later.last_run, f"create {config_map('z')}" in kube.calls) == (0, False)


def test_a_failed_job_is_deleted_where_its_policy_says_so_and_others_stay(kernel: Kernel) -> None:
    kube = ScriptedKube(failing_job_script())
    earlier = hook("a", weight=-1, policies="hook-succeeded hook-failed")
    error = failure(kernel, kube, earlier, job("j", policies="hook-failed"))
    assert error.details[-1] == "its delete policy hook-failed removes it with its logs"
    assert [call for call in kube.calls if call.startswith("delete")] == [f"delete {job_path('j')} Background"]


def test_a_failed_job_that_cannot_be_deleted_fails_with_that(kernel: Kernel) -> None:
    script = failing_job_script()
    script[f"delete {job_path('j')} Background"] = [refused(403, "Forbidden", "may not")]
    assert failure(kernel, ScriptedKube(script), job("j", policies="hook-failed")).message == "may not"


def test_what_explains_a_failure_may_be_out_of_reach(kernel: Kernel) -> None:
    script = failing_job_script()
    del script[f"get {job_path('j')}"]
    error = failure(kernel, ScriptedKube(script), job("j"))
    assert (error.message, error.details[1:]) == (
        "Job failed: BackoffLimitExceeded",
        ("the pre-install hook Job/j failed (web/templates/j.yaml)",),
    )


def test_secrets_of_a_hook_are_not_in_its_error(kernel: Kernel) -> None:
    one = hook("a")
    one.manifest.content += "data:\n  password: hunter2\n"
    error = failure(kernel, ScriptedKube({**HERE, f"create {config_map('a')}": [refused(500, "", "broken")]}), one)
    assert "hunter2" not in f"{error.message}{error.details}{error.hint}"


def test_an_error_event_fails_the_hook(kernel: Kernel) -> None:
    events = [("ERROR", {"code": 500, "message": "etcd is full"})]
    kube = ScriptedKube({**HERE, f"create {job_path('j')}": [live_job()], watch_call("j"): [events]})
    error = failure(kernel, kube, job("j"))
    assert (type(error), error.message, error.details[0]) == (KubeError, "Failed to deploy j", "etcd is full")


def test_a_watch_that_times_out_fails_the_hook(kernel: Kernel) -> None:
    events = [KubeTimeoutError("no event for 300 seconds")]
    kube = ScriptedKube({**HERE, f"create {job_path('j')}": [live_job()], watch_call("j"): [events]})
    error = failure(kernel, kube, job("j", policies="hook-failed"))
    assert (type(error), error.message) == (KubeTimeoutError, "timed out waiting for the condition")
    assert kube.calls[-1] == f"delete {job_path('j')} Background"


def test_a_kind_job_of_others_cannot_be_waited_for(kernel: Kernel) -> None:
    error = failure(kernel, ScriptedKube(HERE), hook("j", "Job", "batch.example.com/v1"))
    assert error.message == (
        'no kind "Job" is registered for version "batch.example.com/v1" in scheme '
        '"k8s.io/client-go/kubernetes/scheme/register.go:67"'
    )


def test_a_manifest_without_objects_fails(kernel: Kernel) -> None:
    empty = hook("a")
    empty.manifest.content = "# nothing\n"
    assert failure(kernel, ScriptedKube(HERE), empty).message == "no objects visited"
