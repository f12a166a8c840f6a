from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler

import pytest
from pilothouse.core.bounded_http import BoundedHTTPServer

MOST = 3


class Handler(BaseHTTPRequestHandler):
    """Answers with the number of threads in which this server has work done, or fails."""

    at_work: set[int] = set()

    def handle(self) -> None:
        self.at_work.add(threading.get_ident())
        try:
            super().handle()
        finally:
            self.at_work.discard(threading.get_ident())

    def do_GET(self) -> None:
        if self.path == "/fail":
            raise RuntimeError("the client went away")
        self.send_response_only(200)
        self.end_headers()
        self.wfile.write(str(len(self.at_work)).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def place() -> Iterator[tuple[str, int]]:
    """The address of a server that answers so many connections at once."""
    server = BoundedHTTPServer(socket.create_server(("127.0.0.1", 0)), Handler, MOST)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="server")
    thread.start()
    try:
        yield server.server_address[:2]  # type: ignore[misc]  # an address of IPv4
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(place: tuple[str, int], path: str = "/") -> str:
    with closing(http.client.HTTPConnection(*place, timeout=10)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read().decode()


def test_the_connection_that_was_there_for_longest_makes_room(place: tuple[str, int]) -> None:
    with ExitStack() as stack:
        waiting = [stack.enter_context(socket.create_connection(place, timeout=10)) for _ in range(2 * MOST)]
        assert int(ask(place)) <= MOST
        assert waiting[0].recv(1) == b""
        waiting[-1].sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert waiting[-1].recv(12) == b"HTTP/1.0 200"


def test_a_failing_answer_stops_nothing_and_says_nothing(
    place: tuple[str, int], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        ask(place, "/fail")
    assert int(ask(place)) >= 1
    assert capfd.readouterr() == ("", "")
