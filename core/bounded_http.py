"""An HTTP server that is bounded in threads.

Where there are too many connections, the one that has been there for longest makes room for a new one: otherwise
clients that never end their requests, or never read the answers, would keep everybody else out.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class BoundedHTTPServer(ThreadingHTTPServer):
    """Serves through a socket that listens already; no more than `most` connections at once."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, listening: socket.socket, handler: Callable[[Any, Any, Any], BaseHTTPRequestHandler], most: int
    ) -> None:
        super().__init__(listening.getsockname()[:2], handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._open: dict[Any, None] = {}

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, once there is one free."""
        if not self._free.acquire(blocking=False):
            self._hang_up_on_oldest()
            self._free.acquire()
        with self._lock:
            self._open[request] = None
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection and give the thread back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)
            self._free.release()

    def _hang_up_on_oldest(self) -> None:
        """End the connection that was accepted before all others, so that its thread comes free."""
        with self._lock:
            oldest = next(iter(self._open), None)
            self._open.pop(oldest, None)
        if oldest is not None:
            with suppress(OSError):
                oldest.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's business."""
