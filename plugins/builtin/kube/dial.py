"""Opening connections: TCP, through a proxy where one is named, and TLS on top."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from ....core.golib.dial import dial
from .connection import Connection

if TYPE_CHECKING:
    import ssl

    from .proxies import Proxy
    from .server_address import ServerAddress

CONNECT_SECONDS = 30
"""As client-go's dialer."""
_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 30), ("TCP_KEEPCNT", 3))


def open_connection(
    address: ServerAddress,
    proxy: Proxy | None,
    context: ssl.SSLContext | None,
    server_name: str,
    deadline: float | None,
) -> Connection:
    """A connection to a server, with TLS where `context` is given. Raises DialError."""
    limit = _limit(CONNECT_SECONDS, deadline)
    if proxy is None:
        sock = _open_tcp(address.host, address.port, limit)
    else:
        from .tunnel import open_tunnel, reach_proxy

        sock = reach_proxy(proxy, lambda host, port: _open_tcp(host, port, limit))
        if context is not None:
            open_tunnel(sock, proxy, address.dialled, limit)
    if context is not None:
        from .handshake import shake_hands

        sock = shake_hands(sock, context, server_name or address.host, deadline)
    return Connection(sock)


def _limit(seconds: float, deadline: float | None) -> float:
    return seconds if deadline is None else min(seconds, max(deadline - time.monotonic(), 0.001))


def _open_tcp(host: str, port: int, limit: float) -> socket.socket:
    """A TCP connection with keep-alive probes. Raises DialError."""
    sock = dial(host, port, limit)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return sock
