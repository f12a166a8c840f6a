"""Opening connections: TCP, through a proxy where one is named, and TLS on top."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from .connection import Connection
from .failures import DialError, dial_failure

if TYPE_CHECKING:
    import ssl

    from .server_address import ServerAddress

CONNECT_SECONDS = 30
"""As Go's net.Dialer of client-go."""
_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 30), ("TCP_KEEPCNT", 3))


def open_tcp(host: str, port: int, dialled: str, deadline: float | None) -> socket.socket:
    """A TCP connection without delay of small packets and with keep-alive probes. Raises DialError."""
    limit = float(CONNECT_SECONDS)
    if deadline is not None:
        limit = min(limit, max(deadline - time.monotonic(), 0.001))
    try:
        sock = socket.create_connection((host, port), limit)
    except OSError as error:
        raise DialError(dial_failure(dialled, error)) from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return sock


def open_connection(
    address: ServerAddress, context: ssl.SSLContext | None, server_name: str, deadline: float | None
) -> Connection:
    """A connection to a server, with TLS where `context` is given. Raises DialError."""
    sock = open_tcp(address.host, address.port, address.dialled, deadline)
    if context is not None:
        from .handshake import shake_hands

        sock = shake_hands(sock, context, server_name or address.host, deadline)
    return Connection(sock)
