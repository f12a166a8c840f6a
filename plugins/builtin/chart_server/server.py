"""The server: bounded in threads, patient for a limited time. Rules of the routes: pkg/repo/local.go."""

from __future__ import annotations

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from .address import DEFAULT_ADDRESS, listen
from .folder import ServedFolder
from .index_page import IndexPage
from .requests import ChartRequestHandler

if TYPE_CHECKING:
    import socket

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

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, once there is one free."""
        self._free.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection and give the thread back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's business."""


def serve(options: ServeOptions, kernel: KernelView) -> None:
    """Serve until an exception (KeyboardInterrupt) stops it. Raises RepositoryError when the address cannot be used."""
    url = options.url or f"http://{options.address or DEFAULT_ADDRESS}"
    with listen(options.address) as listening:
        page = IndexPage(options.folder, url, kernel)
        ChartServer(listening, ServedFolder(options.folder), page).serve_forever()
