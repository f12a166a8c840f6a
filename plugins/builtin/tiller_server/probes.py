"""Probes and metrics over HTTP. Rule: cmd/tiller/probes.go."""

from __future__ import annotations

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from prometheus_client.exposition import choose_encoder

from ....core.bounded_http import BoundedHTTPServer
from ....core.errors import ReleaseError
from ....core.golib.listen import ListenError, listen

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_client import CollectorRegistry

_MOST_CONNECTIONS = 16
_TEXT = "text/plain; charset=utf-8"
_POLL_SECONDS = 0.1


class ProbeServer:
    """Serves ``/liveness``, ``/readiness`` and ``/metrics`` from the moment it is started.

    Raises ReleaseError (``Probes server died: listen tcp …``) for an address that cannot be used.
    """

    def __init__(self, address: str, registry: CollectorRegistry, is_ready: Callable[[], bool]) -> None:
        try:
            listening = listen(address)
        except ListenError as error:
            raise ReleaseError(
                f"Probes server died: {error}",
                hint="--probe-listen takes another host and port; --probe=false serves no probes",
            ) from error
        handler = partial(_ProbeHandler, registry=registry, is_ready=is_ready)
        self._server = BoundedHTTPServer(listening, handler, _MOST_CONNECTIONS)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="probes", daemon=True
        )
        host, port = listening.getsockname()[:2]
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        """Where it listens, with the port that the system chose for port 0."""

    def start(self) -> None:
        """Answer requests, in threads of their own."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more requests, and let the address go."""
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _ProbeHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    timeout = 10

    def __init__(self, *connection: Any, registry: CollectorRegistry, is_ready: Callable[[], bool]) -> None:
        self._registry = registry
        self._is_ready = is_ready
        super().__init__(*connection)

    def do_GET(self) -> None:
        """Answer with content."""
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            # Nobody reads the body, so nothing can be read after it.
            self.close_connection = True
        path = self.path.partition("?")[0]
        if path == "/liveness":
            self._answer(200, _TEXT, b"")
        elif path == "/readiness":
            self._answer(*((200, _TEXT, b"") if self._is_ready() else (503, _TEXT, b"not serving\n")))
        elif path == "/metrics":
            encode, kind = choose_encoder(self.headers.get("Accept", ""))
            self._answer(200, kind, encode(self._registry))
        else:
            self._answer(404, _TEXT, b"404 page not found\n")

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self.do_GET()

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", kind)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is none, or one of another method, in plain text."""
        self.close_connection = True
        self.request_version = self.protocol_version
        self.command = getattr(self, "command", None) or "GET"
        self._answer(code, _TEXT, f"{int(code)} {self.responses.get(code, ('',))[0]}\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody wants a line for every probe."""
