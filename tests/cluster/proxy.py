"""A proxy before the API server that counts requests and spoils chosen ones.

It speaks plain HTTP to the client and HTTPS to the server. What a request meets is decided by a `Plan`: a function of
its number (from 1), method and path.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from cluster.control_plane import TOKEN


class Fault(NamedTuple):
    """What happens to a request.

    `before` and `after` are called before it is passed on and after it was answered by the server, before the client
    has the answer (killing the client is such a thing). `answer` is a status, headers and a body instead of the
    server's. `cut` resets the connection: ``before`` or ``after`` the server has seen the request, or in the middle of
    the answer's ``body``. `delay` is seconds before it is passed on.
    """

    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    answer: tuple[int, dict[str, str], bytes] | None = None
    cut: str = ""
    delay: float = 0.0


Plan = Callable[[int, str, str], Fault | None]


class Seen(NamedTuple):
    """A request that came by."""

    method: str
    path: str
    status: int
    body: bytes


class FaultyProxy:
    """The proxy; `seen` lists the requests in the order in which they were answered."""

    def __init__(self, port: int, plan: Plan | None = None) -> None:
        self.seen: list[Seen] = []
        self.plan = plan
        self.arrived = 0
        self._lock = threading.Lock()
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        proxy = self

        class Handler(_Handler):
            owner = proxy
            upstream_port = port
            upstream_context = context

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def number(self) -> int:
        """The number of the request that has just arrived."""
        with self._lock:
            self.arrived += 1
            return self.arrived

    def reset(self, plan: Plan | None = None) -> None:
        """Begin to count anew, with another plan."""
        with self._lock:
            self.arrived = 0
        self.seen = []
        self.plan = plan

    def writes(self) -> list[Seen]:
        """The requests that were no reads."""
        return [one for one in self.seen if one.method not in {"GET", "HEAD"}]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: FaultyProxy
    upstream_port: int
    upstream_context: ssl.SSLContext
    upstream: http.client.HTTPSConnection | None = None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Close both sides."""
        if self.upstream is not None:
            self.upstream.close()
        super().finish()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        number = self.owner.number()
        plan = self.owner.plan
        fault = (plan(number, self.command, self.path) if plan else None) or Fault()
        if fault.delay:
            threading.Event().wait(fault.delay)
        if fault.before:
            fault.before()
        if fault.cut == "before":
            self._cut()
            return
        if fault.answer:
            status, headers, content = fault.answer
            self._note(status, body)
            self._send(status, headers, content)
            return
        response = self._ask(body)
        if response is None:
            self._note(0, body)
            self._cut()
            return
        watching = "watch=true" in self.path or "watch=1" in self.path or "follow=true" in self.path
        if watching and response.status == 200:
            self._note(response.status, body)
            self._stream(response)
            return
        content = response.read()
        self._note(response.status, body)
        if fault.after:
            fault.after()
        if fault.cut == "after":
            self._cut()
            return
        headers = {
            name: value
            for name, value in response.getheaders()
            if name.lower() in {"content-type", "retry-after", "warning"}
        }
        self._send(response.status, headers, content, cut=fault.cut == "body")

    def _ask(self, body: bytes) -> http.client.HTTPResponse | None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
        headers.pop("Accept-Encoding", None)
        headers.setdefault("Authorization", f"Bearer {TOKEN}")  # clients send no tokens over plain HTTP
        for _ in range(2):
            if self.upstream is None:
                self.upstream = http.client.HTTPSConnection(
                    "127.0.0.1", self.upstream_port, context=self.upstream_context, timeout=120
                )
            try:
                self.upstream.request(self.command, self.path, body or None, headers)
                return self.upstream.getresponse()
            except (http.client.HTTPException, OSError):
                self.upstream.close()
                self.upstream = None
        return None

    def _note(self, status: int, body: bytes) -> None:
        self.owner.seen.append(Seen(self.command, self.path, status, body))

    def _send(self, status: int, headers: dict[str, str], content: bytes, *, cut: bool = False) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        if cut:
            self._cut()

    def _stream(self, response: http.client.HTTPResponse) -> None:
        try:
            self.send_response(200)
            self.send_header("Content-Type", response.headers.get("Content-Type", "application/json"))
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while piece := response.read1(65536):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except (OSError, http.client.HTTPException):
            pass
        finally:
            self.close_connection = True
            response.close()
            if self.upstream is not None:
                self.upstream.close()
                self.upstream = None

    def _cut(self) -> None:
        """Reset the connection, so that the client sees no orderly end."""
        self.close_connection = True
        try:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        except OSError:
            pass

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 - the names that http.server looks for
