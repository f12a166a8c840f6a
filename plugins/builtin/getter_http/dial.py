"""Opening TCP connections, and what is at their other end."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from ....core.golib.dial import DialError, dial
from .failures import not_reached

if TYPE_CHECKING:
    import socket

    from ....core.golib.tls import Redial

CONNECT_SECONDS = 30
"""For reaching a server, and again for a handshake."""
_LOOK_SECONDS = 5


def reach(host: str, port: int) -> socket.socket:
    """A TCP connection, as `core.golib.dial` opens it. Raises FetchFailure."""
    try:
        return dial(host, port, CONNECT_SECONDS)
    except DialError as error:
        raise not_reached(error) from None


def ends(sock: socket.socket) -> str:
    """``LOCAL->REMOTE`` of a connection, as Go names it."""
    return "->".join([f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in _places(sock)])


def _places(sock: socket.socket) -> list[tuple[str, int]]:
    return [name[:2] for name in (sock.getsockname(), sock.getpeername())]


def speaks_http(host: str, redial: Redial) -> bool:
    """Whether a server answers the greeting of TLS with HTTP."""
    greeting = ssl.MemoryBIO()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(ssl.MemoryBIO(), greeting, server_hostname=host).do_handshake()
    except ssl.SSLWantReadError:
        pass
    try:
        with redial(_LOOK_SECONDS) as sock:
            sock.sendall(greeting.read())
            return sock.recv(5) == b"HTTP/"
    except (DialError, OSError):
        return False
