"""The server: bounded in threads, patient for a limited time. Rules of the routes: pkg/repo/local.go.

Where there are too many connections, the one that has been there for longest makes room for a new one: otherwise
clients that never end their requests, or never read the answers, would keep everybody else out.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from .address import DEFAULT_ADDRESS, listen
from .folder import ServedFolder
from .index_page import IndexPage
from .requests import ChartRequestHandler

if TYPE_CHECKING:
    from ....core.model.repository import ServeOptions
    from ....core.protocols import KernelView

_MOST_CONNECTIONS = 64


class ChartServer(ThreadingHTTPServer):
    """Serves a folder of charts through a socket that listens already; no more than so many connections at once."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, listening: socket.socket, folder: ServedFolder, page: IndexPage) -> None:
        handler = partial(ChartRequestHandler, folder=folder, page=page)
        super().__init__(listening.getsockname()[:2], handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self._free = threading.BoundedSemaphore(_MOST_CONNECTIONS)
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


def serve(options: ServeOptions, kernel: KernelView) -> None:
    """Serve until an exception (KeyboardInterrupt) stops it. Raises RepositoryError when the address cannot be used."""
    url = options.url or f"http://{options.address or DEFAULT_ADDRESS}"
    with listen(options.address) as listening:
        page = IndexPage(options.folder, url, kernel)
        ChartServer(listening, ServedFolder(options.folder), page).serve_forever()
