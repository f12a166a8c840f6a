"""TLS handshakes with an API server, and why they fail, in the words of Go's net/http."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

from ....core.golib import tls
from ....core.golib.dial import DialError
from .tls import HANDSHAKE_SECONDS

if TYPE_CHECKING:
    import socket


def shake_hands(
    sock: socket.socket, context: ssl.SSLContext, server_name: str, deadline: float | None
) -> ssl.SSLSocket:
    """Speak TLS on a connection. Closes it and raises DialError when that fails."""
    limit = float(HANDSHAKE_SECONDS)
    if deadline is not None:
        limit = min(limit, max(deadline - time.monotonic(), 0.001))
    try:
        return tls.shake_hands(sock, context, server_name, limit)
    except (tls.TlsError, OSError, ValueError) as error:
        raise handshake_failure(error, server_name) from None


def handshake_failure(error: Exception, server_name: str) -> DialError:
    """The error for a handshake that failed; what OpenSSL says goes to the details."""
    if isinstance(error, TimeoutError):
        return DialError("net/http: TLS handshake timeout")
    if isinstance(error, ssl.SSLError):
        error = tls.handshake_error(error, server_name)
    if not isinstance(error, tls.TlsError):
        return DialError("EOF" if isinstance(error, ConnectionResetError) else str(error))
    if error.kind == tls.NOT_TLS:
        return DialError("http: server gave HTTP response to HTTPS client", details=error.details)
    return DialError(str(error), details=error.details)
