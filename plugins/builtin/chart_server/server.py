"""The server: a folder, bounded in threads, patient for a limited time. Rules of the routes: pkg/repo/local.go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....core.bounded_http import BoundedHTTPServer
from ....core.errors import RepositoryError
from ....core.golib.listen import ListenError, listen
from .folder import ServedFolder
from .index_page import IndexPage
from .requests import ChartRequestHandler

if TYPE_CHECKING:
    import socket

    from ....core.model.repository import ServeOptions
    from ....core.protocols import KernelView

DEFAULT_ADDRESS = "127.0.0.1:8879"
_MOST_CONNECTIONS = 64


def chart_server(listening: socket.socket, folder: ServedFolder, page: IndexPage) -> BoundedHTTPServer:
    """A server of a folder of charts on a socket that listens already."""
    handler = partial(ChartRequestHandler, folder=folder, page=page)
    return BoundedHTTPServer(listening, handler, _MOST_CONNECTIONS)


def serve(options: ServeOptions, kernel: KernelView) -> None:
    """Serve until an exception (KeyboardInterrupt) stops it. Raises RepositoryError when the address cannot be used."""
    url = options.url or f"http://{options.address or DEFAULT_ADDRESS}"
    try:
        listening = listen(options.address or DEFAULT_ADDRESS)
    except ListenError as error:
        hint = "--address takes another host and port" if error.bound else ""
        raise RepositoryError(str(error), hint=hint) from error
    with listening:
        page = IndexPage(options.folder, url, kernel)
        chart_server(listening, ServedFolder(options.folder), page).serve_forever()
