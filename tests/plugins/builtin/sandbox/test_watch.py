"""Watching the sandbox, with time that passes when somebody sleeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pilothouse.core.model.kube_object import KubeRequest
from stand_ins.sandbox import CORE, Sandbox, template, thing


def events(sandbox: Sandbox, path: str, **query: str) -> list[tuple[str, Any]]:
    pairs = (("watch", "true"), *query.items())
    stream = sandbox.transport.stream(KubeRequest("GET", path, pairs))
    assert stream.status == 200
    return [(event["type"], event["object"]) for event in map(json.loads, stream.lines())]


def test_a_watch_sees_a_pod_become_ready(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.ask("POST", f"{CORE}/pods", thing("v1", "Pod", "p", spec=template()["spec"]))
    seen = events(sandbox, f"{CORE}/pods", timeoutSeconds="2", fieldSelector="metadata.name=p")
    assert [(kind, pod["status"]["phase"]) for kind, pod in seen] == [("ADDED", "Pending"), ("MODIFIED", "Running")]


def test_a_watch_from_a_version_sees_what_happened_since(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.ask("POST", f"{CORE}/configmaps", thing("v1", "ConfigMap", "a"))
    version = sandbox.ask("POST", f"{CORE}/configmaps", thing("v1", "ConfigMap", "b"))["metadata"]["resourceVersion"]
    sandbox.ask("PATCH", f"{CORE}/configmaps/a", {"data": {"x": "1"}})
    sandbox.ask("POST", f"{CORE}/configmaps", thing("v1", "ConfigMap", "c"))
    sandbox.ask("DELETE", f"{CORE}/configmaps/b")
    seen = events(sandbox, f"{CORE}/configmaps", timeoutSeconds="1", resourceVersion=version)
    assert [(kind, found["metadata"]["name"]) for kind, found in seen] == [
        ("MODIFIED", "a"),
        ("ADDED", "c"),
        ("DELETED", "b"),
    ]


def test_a_watch_from_a_version_that_is_forgotten_says_so(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.ask("POST", f"{CORE}/configmaps", thing("v1", "ConfigMap", "a"))
    for number in range(2100):
        sandbox.ask("PATCH", f"{CORE}/configmaps/a", {"data": {"x": str(number)}})
    ((kind, status),) = events(sandbox, f"{CORE}/configmaps", timeoutSeconds="1", resourceVersion="2")
    assert (kind, status["code"], status["reason"]) == ("ERROR", 410, "Expired")


def test_a_watch_of_nothing_that_is_served_is_refused(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    stream = sandbox.transport.stream(KubeRequest("GET", f"{CORE}/foos", (("watch", "true"),)))
    assert (stream.status, json.loads(stream.read())["reason"]) == (404, "NotFound")
