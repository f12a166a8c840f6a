"""Opening TCP connections. Rule: Go's net.Dialer."""

from __future__ import annotations

import socket
import time

from .failures import FetchFailure, dial_failure, lookup_failure

CONNECT_SECONDS = 30
"""For reaching a server, and again for a handshake."""


def dial(host: str, port: int, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """A TCP connection to the first address that answers; each later step on it may take as long as opening it.

    Raises FetchFailure about the first address, as Go does.
    """
    try:
        encoded = host.encode("ascii" if host.isascii() else "idna")
        found = socket.getaddrinfo(encoded, port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise lookup_failure(host, error) from None
    failure: FetchFailure | None = None
    deadline = time.monotonic() + seconds
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
        sock.settimeout(seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise failure or lookup_failure(host, OSError("no such host"))


def ends(sock: socket.socket) -> str:
    """``LOCAL->REMOTE`` of a connection, as Go names it."""
    return "->".join([f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in _places(sock)])


def _places(sock: socket.socket) -> list[tuple[str, int]]:
    return [name[:2] for name in (sock.getsockname(), sock.getpeername())]
