from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeError, KubeStatusError, RecordNotFoundError, ReleaseError
from pilothouse.core.model import release_requests as requests
from stand_ins.release_world import World, chart

PODS = "/api/v1/namespaces/apps/pods/"


def pod(name: str, events: str = "test-success", kind: str = "Pod") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n  annotations: {{helm.sh/hook: '{events}'}}\n"


def install(world: World, *names: str, **more: str) -> None:
    templates = {name: pod(name) for name in names} | more
    world.service.install(requests.InstallRequest(chart(**templates), name="x", namespace="apps", disable_hooks=True))


@pytest.fixture(autouse=True)
def without_objects(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts of tests alone have no objects, which an install would not like."""
    first = world.kernel.first

    def answered(hook: str, **arguments: object) -> object:
        change = arguments.get("change")
        if hook == "helm_apply_manifests" and getattr(change, "wanted", None) == "":
            return None
        return first(hook, **arguments)

    monkeypatch.setattr(world.kernel, "first", answered)


def run(world: World, **options: object) -> list[tuple[str, str]]:
    return [(message.text, message.status) for message in world.service.run_tests(requests.TestRequest("x", **options))]


def results(world: World) -> list[tuple[str, str, str]]:
    suite = world.service.content("x").info.last_test_suite_run
    assert suite is not None
    assert suite.started_at is not None
    assert suite.completed_at is not None
    return [(result.name, result.status, result.info) for result in suite.results]


def test_each_test_is_announced_and_judged(world: World) -> None:
    install(world, "good", "ill", fails=pod("fails", "test-failure"), odd=pod("odd", "test-failure"))
    world.kube.phases = {"ill": "Failed", "fails": "Failed"}
    assert run(world) == [
        ("RUNNING: fails", "RUNNING"), ("PASSED: fails", "SUCCESS"),
        ("RUNNING: good", "RUNNING"), ("PASSED: good", "SUCCESS"),
        ("RUNNING: ill", "RUNNING"),
        ("FAILED: ill, run `kubectl logs ill --namespace apps` for more info", "FAILURE"),
        ("RUNNING: odd", "RUNNING"),
        ("FAILED: odd, run `kubectl logs odd --namespace apps` for more info", "FAILURE"),
    ]  # fmt: skip
    assert results(world) == [
        ("fails", "SUCCESS", ""), ("good", "SUCCESS", ""), ("ill", "FAILURE", ""), ("odd", "FAILURE", "")
    ]  # fmt: skip


def test_several_documents_of_a_hook_are_several_tests(world: World) -> None:
    install(world, all=pod("a") + "---\n" + pod("b"))
    assert [text for text, _ in run(world)] == ["RUNNING: a", "PASSED: a", "RUNNING: b", "PASSED: b"]


def test_a_hook_with_both_events_is_run_twice(world: World) -> None:
    install(world, both=pod("both", "test-failure,test-success"))
    world.kube.phases = {"both": "Failed"}
    assert [text for text, _ in run(world)] == [
        "RUNNING: both", "PASSED: both", "RUNNING: both", 'ERROR: pods "both" already exists'
    ]  # fmt: skip


def test_a_pod_that_cannot_be_made_is_a_failure(world: World) -> None:
    install(world, "a")
    world.kube.failures[f"create {PODS}a"] = KubeStatusError("quota exceeded", code=403)
    assert run(world) == [("RUNNING: a", "RUNNING"), ("ERROR: quota exceeded", "FAILURE")]
    assert results(world) == [("a", "FAILURE", "quota exceeded")]


def test_a_pod_that_cannot_be_watched_is_unknown(world: World) -> None:
    install(world, "a")
    world.kube.failures[f"watch {PODS}a"] = KubeError("pod not found")
    assert run(world) == [("RUNNING: a", "RUNNING"), ("ERROR: pod not found", "FAILURE")]
    assert results(world) == [("a", "UNKNOWN", "pod not found")]


def test_a_pod_that_never_ends_times_out(world: World) -> None:
    install(world, "a")
    world.kube.phases = {"a": "Pending"}
    assert run(world)[1] == ("ERROR: timed out waiting for the condition", "FAILURE")


def test_no_tests_are_said_to_be_none(world: World) -> None:
    install(world, other=pod("other", "post-install"))
    assert run(world) == [("No Tests Found", "UNKNOWN")]
    assert results(world) == []


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (pod("a", kind="ConfigMap"), "a is not a pod"),
        (pod("a") + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n", None),
    ],
)
def test_what_is_no_test_is_refused_before_any_is_run(template: str, message: str | None, world: World) -> None:
    install(world, a=template)
    if message is None:
        assert [text for text, _ in run(world)] == ["RUNNING: a", "PASSED: a"]
        return
    with pytest.raises(ReleaseError) as caught:
        run(world)
    assert caught.value.message == message
    assert world.service.content("x").info.last_test_suite_run is None


def test_logs_come_when_all_tests_are_done_with_percent_signs_doubled(world: World) -> None:
    install(world, "a", "b")
    world.kube.logs = {"a": "100%\n"}
    assert run(world, logs=True)[4:] == [
        ("\nPOD LOGS: a\n100%%\n", "RUNNING"),
        ('ERROR: error in opening log stream, got: pods "b" not found', "FAILURE"),
    ]


def test_a_clean_up_deletes_the_pods_and_tells_of_errors(world: World) -> None:
    install(world, "a", "b")
    world.kube.failures[f"delete {PODS}b"] = KubeStatusError("forbidden", code=403)
    assert run(world, cleanup=True)[4:] == [("ERROR: forbidden", "FAILURE")]
    assert world.live() == ["pods/b"]


@pytest.mark.parametrize("width", [0, 1, 2])
def test_tests_can_run_side_by_side_and_results_keep_their_order(width: int, world: World) -> None:
    install(world, "a", "b", "c")
    said = run(world, parallel=True, max_parallel=width)
    announced = [(f"RUNNING: {name}", "RUNNING") for name in "abc"]
    assert sorted(said) == sorted([*announced, *((f"PASSED: {name}", "SUCCESS") for name in "abc")])
    assert [name for name, _, _ in results(world)] == ["a", "b", "c"]


def test_an_unknown_release_has_no_tests(world: World) -> None:
    with pytest.raises(RecordNotFoundError, match='release: "x" not found'):
        run(world)


def test_messages_are_records(world: World) -> None:
    install(world)
    said = list(world.service.run_tests(requests.TestRequest("x")))
    assert said == [requests.TestMessage("No Tests Found", "UNKNOWN")]


def test_results_are_noted_in_a_revision_that_was_superseded_meanwhile(world: World) -> None:
    install(world, "a")
    said = world.service.run_tests(requests.TestRequest("x"))
    next(said)
    world.set_status("x.v1", "SUPERSEDED")
    list(said)
    assert world.service.content("x").info.status == "SUPERSEDED"
    assert results(world) == [("a", "SUCCESS", "")]


@pytest.mark.parametrize("parallel", [False, True])
def test_a_test_that_breaks_down_has_not_passed(
    world: World, monkeypatch: pytest.MonkeyPatch, *, parallel: bool
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("defect")

    install(world, "one", "two")
    monkeypatch.setattr(world.kube, "watch", break_down)
    with pytest.raises(RuntimeError, match="defect"):
        run(world, parallel=parallel)


def test_a_pod_without_a_phase_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[object] = [{}, {"status": None}, {"status": []}, {"status": {"phase": {}}}]
    events = [("MODIFIED", state) for state in [*states, {"status": {"phase": "Succeeded"}}]]
    install(world, "one")
    monkeypatch.setattr(world.kube, "watch", lambda *_, **__: iter(events))
    assert run(world) == [("RUNNING: one", "RUNNING"), ("PASSED: one", "SUCCESS")]
