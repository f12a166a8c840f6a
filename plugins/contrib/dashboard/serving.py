"""The server, from its socket until it is told to end."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import uvicorn

from ....core import interruption
from .application import application

if TYPE_CHECKING:
    import socket

    from .access import Access
    from .site import Site

_MOST_CONNECTIONS = 128
_LAST_ANSWERS_SECONDS = 2


def make_server(site: Site, access: Access) -> uvicorn.Server:
    """A server that is not started yet. It writes no log: addresses have a token in them."""
    configuration = uvicorn.Config(
        application(site, access),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return uvicorn.Server(configuration)


def serve(site: Site, access: Access, listening: socket.socket) -> None:
    """Serve until a signal ends it, which is raised as usual (KeyboardInterrupt) once the last answers are out.

    Whatever still waits for the cluster by then is given up.
    """
    gc.enable()
    try:
        make_server(site, access).run(sockets=[listening])
    finally:
        interruption.stop_all()
