"""Opening connections: TCP, through a proxy where one is named, and TLS on top. Rule: Go's net.Dialer."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from .connection import Connection
from .failures import DialError, dial_failure, lookup_failure

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
    """A TCP connection to the first address that answers; without delay of small packets, with keep-alive probes.

    Raises DialError about the first address, as Go's dialer does.
    """
    # Names as bytes: for texts Python imports its tables for international domain names.
    try:
        found = socket.getaddrinfo(host.encode("idna" if not host.isascii() else "ascii"), port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DialError(lookup_failure(host, error)) from None
    failure = ""
    deadline = time.monotonic() + limit
    for position, (family, kind, protocol, _, place) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            # The time left is shared out, so that one dead address does not use it up.
            sock.settimeout(max((deadline - time.monotonic()) / (len(found) - position), 0.001))
            sock.connect(place)
        except OSError as error:
            sock.close()
            failure = failure or dial_failure(str(place[0]), port, error)
            continue
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        return sock
    raise DialError(failure or lookup_failure(host, OSError("no such host")))
