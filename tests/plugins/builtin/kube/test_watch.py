"""Watching through ends, breaks and versions that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeStatusError, KubeTimeoutError
from pilothouse.core.model.kube_object import ApiResource
from stand_ins.scripted_transport import (
    ScriptedClock,
    ScriptedStream,
    ScriptedTransport,
    answer,
    failure,
    make_client,
)

PODS = ApiResource("", "v1", "Pod", "pods", True)
PATH = "/api/v1/namespaces/n/pods"
GONE = {"kind": "Status", "status": "Failure", "code": 410, "reason": "Expired", "message": "too old"}


def pod(name: str, version: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "resourceVersion": version}}


def watch(
    transport: ScriptedTransport, clock: ScriptedClock | None = None, **arguments: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    return make_client(transport, clock).watch(PODS, "n", **arguments)


def versions(transport: ScriptedTransport) -> list[str]:
    return [dict(it.query).get("resourceVersion", "") for it in transport.requests]


def names(events: Iterator[tuple[str, dict[str, Any]]], count: int) -> list[str]:
    return [f"{kind} {content['metadata'].get('name', '')}" for kind, content in islice(events, count)]


def test_events_come_as_the_server_sends_them() -> None:
    stream = ScriptedStream(("ADDED", pod("a", "1")), b"", ("BOOKMARK", pod("", "2")), ("DELETED", pod("a", "3")))
    transport = ScriptedTransport().on("WATCH", PATH, stream)
    events = watch(transport, fields="metadata.name=a")
    assert list(islice(events, 3)) == [
        ("ADDED", pod("a", "1")), ("BOOKMARK", pod("", "2")), ("DELETED", pod("a", "3")),
    ]  # fmt: skip
    assert transport.requests[0].query == (
        ("fieldSelector", "metadata.name=a"),
        ("allowWatchBookmarks", "true"),
        ("watch", "true"),
        ("timeoutSeconds", "240"),
    )


def test_a_stream_is_closed_when_the_caller_has_seen_enough() -> None:
    stream = ScriptedStream(("ADDED", pod("a", "1")), ("MODIFIED", pod("a", "2")))
    events = watch(ScriptedTransport().on("WATCH", PATH, stream))
    next(events)
    assert not stream.closed
    events.close()  # type: ignore[attr-defined]
    assert stream.closed


@pytest.mark.parametrize(
    "end", [[], [KubeConnectionError("reset")], [KubeTimeoutError("over")], [b"{cut"], [b"[]"], [("ADDED", 5)]]
)
def test_a_stream_that_ends_is_taken_up_where_it_was(end: list[Any]) -> None:
    first = ScriptedStream(("ADDED", pod("a", "1")), ("BOOKMARK", pod("", "7")), *end)
    transport = ScriptedTransport().on("WATCH", PATH, first, ScriptedStream(("MODIFIED", pod("a", "8"))))
    assert names(watch(transport, resource_version="0"), 3) == ["ADDED a", "BOOKMARK ", "MODIFIED a"]
    assert versions(transport) == ["0", "7"]


@pytest.mark.parametrize(
    "expired", [ScriptedStream(("ERROR", GONE)), ScriptedStream(body=failure(410, "Expired", "too old"))]
)
def test_when_the_version_is_gone_the_changes_are_found_by_reading(expired: ScriptedStream) -> None:
    first = ScriptedStream(("ADDED", pod("a", "1")), ("ADDED", pod("b", "2")))
    last = ScriptedStream(("MODIFIED", pod("c", "11")))
    transport = ScriptedTransport().on("WATCH", PATH, first, expired, last)
    listed = {"metadata": {"resourceVersion": "10"}, "items": [pod("b", "5"), pod("c", "6")]}
    transport.on("GET", PATH, answer(listed))
    assert names(watch(transport, fields="x=y"), 6) == [
        "ADDED a", "ADDED b", "DELETED a", "MODIFIED b", "ADDED c", "MODIFIED c",
    ]  # fmt: skip
    assert versions(transport) == ["", "2", "", "10"]
    assert transport.requests[2].query == (("fieldSelector", "x=y"),)


def test_other_error_events_are_the_caller_s() -> None:
    wrong = {**GONE, "code": 500}
    assert next(watch(ScriptedTransport().on("WATCH", PATH, ScriptedStream(("ERROR", wrong))))) == ("ERROR", wrong)


def test_a_refused_watch_is_raised() -> None:
    refusal = ScriptedStream(body=failure(403, "Forbidden", "pods is forbidden"))
    with pytest.raises(KubeStatusError, match="^pods is forbidden$"):
        next(watch(ScriptedTransport().on("WATCH", PATH, refusal)))
    assert refusal.closed


@pytest.mark.parametrize("stream", [ScriptedStream(), ScriptedStream(KubeConnectionError("reset"))])
def test_time_runs_out_though_streams_end_all_the_time(stream: ScriptedStream) -> None:
    clock = ScriptedClock()
    with pytest.raises(KubeTimeoutError, match="^timed out waiting for the condition$"):
        list(watch(ScriptedTransport().on("WATCH", PATH, stream), clock, timeout=9))
    assert sum(clock.pauses) == pytest.approx(9, abs=1)


def test_a_stream_that_breaks_for_longer_than_the_deadline_is_given_up() -> None:
    clock = ScriptedClock()
    transport = ScriptedTransport().on("WATCH", PATH, ScriptedStream(KubeConnectionError("reset")))
    with pytest.raises(KubeConnectionError, match="^reset$"):
        list(watch(transport, clock))
    assert sum(clock.pauses) <= 45


def test_a_stream_has_the_time_that_is_left() -> None:
    class Slow(ScriptedStream):
        def lines(self) -> Iterator[bytes]:
            clock.time += 240
            yield from super().lines()

    clock = ScriptedClock()
    transport = ScriptedTransport().on("WATCH", PATH, Slow())
    with pytest.raises(KubeTimeoutError):
        list(watch(transport, clock, timeout=500))
    assert [request.timeout for request in transport.requests] == [255, 255, 20]


def test_a_server_that_cannot_be_reached_is_not_waited_for_longer_than_the_caller_waits() -> None:
    clock = ScriptedClock()
    transport = ScriptedTransport().on("GET", "/version", answer({}))
    transport.on("WATCH", PATH, KubeConnectionError("refused", may_have_arrived=False))
    client = make_client(transport, clock)
    client.server_version()
    with pytest.raises((KubeConnectionError, KubeTimeoutError)):
        list(client.watch(PODS, "n", timeout=3))
    assert sum(clock.pauses) <= 4
