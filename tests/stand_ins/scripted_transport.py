"""A transport that answers as it is told, a clock that only moves when somebody waits, and a client over both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from socket import socket
from typing import Any

from pilothouse.core.model.kube_object import KubeRequest, KubeResponse
from pilothouse.plugins.builtin.kube.client import Client
from pilothouse.plugins.builtin.kube.retries import Clock, Sender

Answer = KubeResponse | Exception

MANAGER = "pilothouse/somebody@somewhere/1"

CORE = {
    "kind": "APIResourceList",
    "groupVersion": "v1",
    "resources": [
        {"name": "configmaps", "kind": "ConfigMap", "namespaced": True, "verbs": ["create", "get"]},
        {"name": "namespaces", "kind": "Namespace", "namespaced": False, "verbs": ["get"]},
        {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get", "watch"]},
        {"name": "pods/log", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
        {"name": "secrets", "kind": "Secret", "namespaced": True, "verbs": ["get"]},
    ],
}


def answer(document: Any = None, status: int = 200, **headers: str) -> KubeResponse:
    """An answer: an object as JSON, or a text."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(document, str):
        return KubeResponse(status, {"content-type": "text/plain; charset=utf-8", **named}, document.encode())
    return KubeResponse(status, {"content-type": "application/json", **named}, json.dumps(document or {}).encode())


def failure(code: int, reason: str, message: str, **headers: str) -> KubeResponse:
    """An answer that is a Status object."""
    document = {"kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": message}
    return answer(document, code, **headers)


class ScriptedStream:
    """The answer to a watch: events, then an end or an error."""

    def __init__(self, *events: Any, status: int = 200, body: KubeResponse | None = None) -> None:
        self.status = status if body is None else body.status
        self.headers: Mapping[str, str] = {} if body is None else body.headers
        self.events = events
        self.body = b"" if body is None else body.body
        self.closed = False

    def lines(self) -> Iterator[bytes]:
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event if isinstance(event, bytes) else json.dumps({"type": event[0], "object": event[1]}).encode()

    def read(self) -> bytes:
        return self.body

    def close(self) -> None:
        self.closed = True


class ScriptedTransport:
    """Answers each request with the next answer for its method and path; the last one stays. Anything else is 404."""

    server = "https://cluster.example.test"

    def __init__(self) -> None:
        self.requests: list[KubeRequest] = []
        self._answers: dict[tuple[str, str], list[Any]] = {}

    def on(self, method: str, path: str, *answers: Any) -> ScriptedTransport:
        """Say what is answered; streams are for the method ``WATCH``."""
        self._answers[method, path] = list(answers)
        return self

    def request(self, request: KubeRequest) -> KubeResponse:
        answer = self._next(request.method, request)
        assert isinstance(answer, KubeResponse)
        return answer

    def stream(self, request: KubeRequest) -> ScriptedStream:
        stream = self._next("WATCH", request)
        assert isinstance(stream, ScriptedStream)
        return stream

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """Answers for the method ``CONNECT`` are sockets."""
        path = f"/api/v1/namespaces/{namespace}/pods/{name}/portforward"
        answer = self._next("CONNECT", KubeRequest("CONNECT", path, query=(("ports", str(port)),)))
        assert isinstance(answer, socket)
        return answer

    def close(self) -> None:
        pass

    def _next(self, method: str, request: KubeRequest) -> Any:
        self.requests.append(request)
        answers = self._answers.get((method, request.path), [answer("404 page not found", 404)])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(found, Exception):
            raise found
        return found

    def asked(self, method: str = "") -> list[str]:
        """Method and path of the requests so far."""
        return [f"{it.method} {it.path}" for it in self.requests if method in ("", it.method)]


class ScriptedClock(Clock):
    """Time that passes by waiting only; `pauses` are how long, `reports` what was said about it."""

    __slots__ = ("pauses", "reports", "time")

    def __init__(self) -> None:
        self.time = 1000.0
        self.pauses: list[float] = []
        self.reports: list[str] = []
        super().__init__(self.reports.append, lambda: self.time, self._wait)

    def _wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


def make_client(
    transport: ScriptedTransport, clock: ScriptedClock | None = None, *, directory: str = "", deadline: float = 30
) -> Client:
    """A client that knows core kinds, unless the transport was told otherwise."""
    if ("GET", "/api/v1") not in transport._answers:
        transport.on("GET", "/api/v1", answer(CORE))
    return Client(Sender(transport, 32, deadline, clock or ScriptedClock()), directory, MANAGER)
