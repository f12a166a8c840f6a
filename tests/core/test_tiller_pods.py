from __future__ import annotations

import json
from typing import Any

import pytest
from pilothouse.core.errors import KubeStatusError, ReleaseError
from pilothouse.core.model.kube_object import KubeRequest, KubeResponse
from pilothouse.core.tiller_pods import first_ready, image_of, is_ready, tiller_pods


def pod(name: str, ready: str = "True", image: str = "tiller:1", phase: str = "Running") -> dict[str, Any]:
    return {
        "metadata": {"name": name},
        "spec": {"containers": [{"name": "side", "image": "x"}, {"name": "tiller", "image": image}]},
        "status": {
            "phase": phase,
            "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": ready}],
        },
    }


class Kube:
    """A cluster that answers one question."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.transport: Any = self
        self.asked: list[KubeRequest] = []
        self._answer = KubeResponse(status, {}, body)

    def request(self, request: KubeRequest) -> KubeResponse:
        self.asked.append(request)
        return self._answer


def ask(body: Any, status: int = 200) -> list[dict[str, Any]]:
    kube: Any = Kube(body if isinstance(body, bytes) else json.dumps(body).encode(), status)
    found = tiller_pods(kube, "ops")
    assert [(it.method, it.path, it.query) for it in kube.asked] == [
        ("GET", "/api/v1/namespaces/ops/pods", (("labelSelector", "app=helm,name=tiller"),))
    ]
    return found


def test_the_pods_of_a_namespace_are_found() -> None:
    assert ask({"items": [pod("a"), pod("b")]}) == [pod("a"), pod("b")]
    assert ask({"items": None}) == ask([]) == ask(b"<html>") == []


@pytest.mark.parametrize(
    ("body", "message", "reason"),
    [
        ({"message": "pods is forbidden", "reason": "Forbidden"}, "pods is forbidden", "Forbidden"),
        (b"<html>", "the server answered with status 403", ""),
    ],
)
def test_a_refusal_is_the_servers_own(body: Any, message: str, reason: str) -> None:
    with pytest.raises(KubeStatusError) as raised:
        ask(body, 403)
    assert (raised.value.message, raised.value.code, raised.value.reason) == (message, 403, reason)


def test_the_first_that_is_ready_counts() -> None:
    assert first_ready([pod("a", "False"), pod("b"), pod("c")], "ops") == pod("b")


def test_without_pods_there_is_no_tiller() -> None:
    with pytest.raises(ReleaseError) as raised:
        first_ready([], "ops")
    assert raised.value.message == "could not find tiller"
    assert raised.value.details == ("no Pod in namespace ops has the labels app=helm,name=tiller",)


def test_a_tiller_that_is_not_ready_is_not_waited_for() -> None:
    with pytest.raises(ReleaseError) as raised:
        first_ready([pod("a", "False"), {"metadata": {"name": "b"}}], "ops")
    assert raised.value.message == "could not find a ready tiller pod"
    assert raised.value.details == ("Pod a is Running", "Pod b is Unknown")


def test_a_pod_says_itself_whether_it_is_ready_and_what_it_runs() -> None:
    assert [is_ready(one) for one in (pod("a"), pod("a", "False"), pod("a", "Unknown"), {})] == [True] + [False] * 3
    assert (image_of(pod("a", image="tiller:2")), image_of({"spec": {"containers": [{"name": "x"}]}})) == (
        "tiller:2",
        "",
    )


@pytest.mark.parametrize(
    "items",
    [
        5,
        {"a": 1},
        [1],
        [{}],
        [{"metadata": 5}],
        [{"metadata": {"name": 5}}],
        [{"metadata": {"name": "a"}, "status": "up"}],
        [{"metadata": {"name": "a"}, "status": {"conditions": 5}}],
        [{"metadata": {"name": "a"}, "status": {"conditions": [1]}}],
        [{"metadata": {"name": "a"}, "spec": {"containers": ["tiller"]}}],
    ],
)
def test_what_is_no_pod_is_passed_over(items: Any) -> None:
    assert ask({"items": items}) == []


def test_a_pod_of_which_nothing_is_known_is_not_ready() -> None:
    blank = {"metadata": {"name": "a"}, "spec": None, "status": None}
    assert ask({"items": [blank]}) == [blank]
    assert (is_ready(blank), image_of(blank)) == (False, "")
    with pytest.raises(ReleaseError, match="could not find a ready tiller pod"):
        first_ready([blank], "ops")
