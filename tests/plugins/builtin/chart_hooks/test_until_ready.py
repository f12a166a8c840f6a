from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeStatusError, KubeTimeoutError
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.chart_hooks.until_ready import wait_until_ready
from stand_ins.clock import Clock
from stand_ins.scripted_kube import ScriptedKube, built, refused


def watch(version: str, seconds: float = 60) -> str:
    return f"watch /apis/batch/v1/namespaces/default/jobs metadata.name=j from {version} for {seconds:g}s"


def live(version: str, *, complete: bool = False) -> dict[str, Any]:
    conditions = [{"type": "Complete", "status": "True"}] if complete else []
    return {"metadata": {"resourceVersion": version}, "status": {"active": 1, "conditions": conditions}}


DONE = ("MODIFIED", live("99", complete=True))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(monkeypatch, "pilothouse.plugins.builtin.chart_hooks.until_ready")
    return clock


def wait(kube: ScriptedKube, created: dict[str, Any], timeout: int = 60) -> list[str]:
    target = built({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}})
    wait_until_ready([target], [created], timeout, kube, make_kernel())
    return kube.calls


def test_a_job_that_is_complete_when_created_is_not_watched() -> None:
    assert wait(ScriptedKube(), live("5", complete=True)) == []


def test_a_watch_that_ends_is_begun_again_where_it_was() -> None:
    kube = ScriptedKube({watch("5"): [[("MODIFIED", live("6"))]], watch("6", 59): [[DONE]]})
    assert wait(kube, live("5")) == [watch("5"), watch("6", 59)]


def test_a_watch_that_breaks_is_begun_again() -> None:
    broken = [("MODIFIED", live("6")), KubeConnectionError("reset")]
    kube = ScriptedKube({watch("5"): [broken], watch("6", 59): [[DONE]]})
    assert wait(kube, live("5")) == [watch("5"), watch("6", 59)]


def test_a_refusal_ends_the_waiting() -> None:
    with pytest.raises(KubeStatusError, match="^may not$"):
        wait(ScriptedKube({watch("5"): [[refused(403, "Forbidden", "may not")]]}), live("5"))


def test_a_server_out_of_reach_is_asked_until_the_time_is_over(clock: Clock) -> None:
    kube = ScriptedKube({watch("5", left): [[KubeConnectionError("refused")]] for left in (3, 2, 1)})
    with pytest.raises(KubeTimeoutError, match="^timed out waiting for the condition$"):
        wait(kube, live("5"), timeout=3)
    assert clock.now == 3


def test_other_objects_are_ready_when_they_are_there_or_gone_again() -> None:
    target = built({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}})
    kube = ScriptedKube()
    wait_until_ready([target], [{}], 60, kube, make_kernel())
    assert kube.calls == ["get /api/v1/namespaces/default/pods/p"]
