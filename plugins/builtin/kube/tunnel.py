"""Through proxies: reaching them, and CONNECT for what is spoken with TLS. Rule: net/http/transport.go (dialConn)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.golib.dial import DialError
from .connection import Connection, DeadlineError, SilenceError
from .http_answer import AnswerError, read_head
from .http_request import USER_AGENT

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .proxies import Proxy


def reach_proxy(proxy: Proxy, open_tcp: Callable[[str, int], socket.socket]) -> socket.socket:
    """A connection to a proxy. Raises DialError (``proxyconnect tcp: dial tcp …``)."""
    try:
        return open_tcp(proxy.host, proxy.port)
    except DialError as error:
        raise DialError(f"proxyconnect tcp: {error}") from None


def open_tunnel(sock: socket.socket, proxy: Proxy, dialled: str, limit: float) -> None:
    """Have a proxy lead a connection on to a server. Closes it and raises DialError when it does not."""
    lines = [f"CONNECT {dialled} HTTP/1.1", f"Host: {dialled}", f"User-Agent: {USER_AGENT}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    connection = Connection(sock)
    connection.begin(time.monotonic() + limit, None)
    try:
        connection.send("\r\n".join(lines).encode() + b"\r\n\r\n")
        head = read_head(connection)
    except (OSError, AnswerError, DeadlineError, SilenceError) as error:
        sock.close()
        reason = "i/o timeout" if isinstance(error, DeadlineError) else str(error)
        raise DialError(reason, details=(f"proxy: {proxy.dialled}",)) from None
    if head.status != 200 or connection.buffer:
        sock.close()
        raise DialError(head.reason or str(head.status), details=(f"proxy: {proxy.dialled}",))
