from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from pilothouse.core.errors import ReleaseError
from pilothouse.plugins.builtin.tiller_server import probes
from pilothouse.plugins.builtin.tiller_server.probes import ProbeServer
from prometheus_client import CollectorRegistry, Counter


class Probed:
    """A server of probes that says it is ready while `ready` is set."""

    def __init__(self) -> None:
        self.ready = True
        registry = CollectorRegistry()
        Counter("things", "Things.", registry=registry)
        self.server = ProbeServer("127.0.0.1:0", registry, lambda: self.ready)
        host, _, port = self.server.address.rpartition(":")
        self.place = host, int(port)
        self.server.start()

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, bytes]:
        """Status, type and body of the answer to a request."""
        with closing(http.client.HTTPConnection(*self.place, timeout=10)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read()

    def send(self, data: bytes) -> bytes:
        """What comes back for bytes, until the server hangs up."""
        with socket.create_connection(self.place, timeout=10) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.fixture
def probed() -> Iterator[Probed]:
    one = Probed()
    try:
        yield one
    finally:
        one.server.close()


TEXT = "text/plain; charset=utf-8"


def test_a_server_that_runs_is_alive_and_ready(probed: Probed) -> None:
    assert probed.ask("/liveness") == (200, TEXT, b"")
    assert probed.ask("/readiness") == (200, TEXT, b"")


def test_a_server_that_does_not_serve_or_drains_is_alive_and_not_ready(probed: Probed) -> None:
    probed.ready = False
    assert probed.ask("/liveness") == (200, TEXT, b"")
    assert probed.ask("/readiness") == (503, TEXT, b"not serving\n")


def test_metrics_are_scraped_as_prometheus_asks_for_them(probed: Probed) -> None:
    status, kind, text = probed.ask("/metrics")
    assert (status, kind.partition(";")[0]) == (200, "text/plain")
    assert b"# TYPE things_total counter\nthings_total 0.0\n" in text
    status, kind, text = probed.ask("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert (status, kind.partition(";")[0], text.endswith(b"# EOF\n")) == (200, "application/openmetrics-text", True)


@pytest.mark.parametrize("path", ["/", "/metrics/", "/readiness/x", "/debug/pprof", "*"])
def test_there_is_nothing_else(probed: Probed, path: str) -> None:
    assert probed.ask(path) == (404, TEXT, b"404 page not found\n")


def test_a_query_changes_nothing(probed: Probed) -> None:
    assert probed.ask("/readiness?verbose")[0] == 200


@pytest.mark.parametrize("path", ["/liveness", "/readiness", "/metrics", "/"])
def test_head_answers_without_a_body(probed: Probed, path: str) -> None:
    answer = probed.send(f"HEAD {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 " if path == "/" else b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")
    assert answer.count(b"\r\n\r\n") == 1


def test_a_connection_serves_several_requests(probed: Probed) -> None:
    with closing(http.client.HTTPConnection(*probed.place, timeout=10)) as connection:
        for path in ("/liveness", "/metrics", "/x"):
            connection.request("GET", path)
            connection.getresponse().read()
            assert connection.sock is not None


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"POST /liveness HTTP/1.1\r\n\r\n", 501),
        (b"nonsense\r\n\r\n", 400),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /liveness HTTP/1.1\r\nContent-Length: 40\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n", 200),
        (b"GET /liveness HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n", 200),
    ],
)
def test_hostile_requests_get_one_answer_and_no_second(probed: Probed, request_text: bytes, status: int) -> None:
    try:
        answer = probed.send(request_text)
    except ConnectionResetError:
        answer = b""
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert not answer or answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert probed.ask("/liveness")[0] == 200


def test_clients_that_never_end_their_requests_keep_no_probe_out(probed: Probed) -> None:
    with ExitStack() as stack:
        for _ in range(3 * probes._MOST_CONNECTIONS):
            slow = stack.enter_context(socket.create_connection(probed.place, timeout=10))
            slow.sendall(b"GET /liveness HTTP/1.1\r\nX:")
        assert probed.ask("/readiness")[0] == 200


def test_a_client_that_says_nothing_is_hung_up_on(probed: Probed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes._ProbeHandler, "timeout", 0.05)
    assert probed.send(b"GET /liveness HTTP/1.1\r\n") == b""


def test_an_address_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ReleaseError) as caught:
            ProbeServer(address, CollectorRegistry(), lambda: True)
    assert (caught.value.message, caught.value.hint) == (
        f"Probes server died: listen tcp {address}: bind: address already in use",
        "--probe-listen takes another host and port; --probe=false serves no probes",
    )


def test_a_closed_server_lets_its_address_go() -> None:
    one = Probed()
    one.server.close()
    socket.create_server(one.place).close()
    ProbeServer("127.0.0.1:0", CollectorRegistry(), lambda: True).close()


def test_every_address_means_those_of_ipv6_too() -> None:
    server = ProbeServer(":0", CollectorRegistry(), lambda: True)
    try:
        assert server.address.startswith("[::]:" if socket.has_dualstack_ipv6() else "0.0.0.0:")
    finally:
        server.close()
