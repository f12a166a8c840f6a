"""TLS handshakes, and why they fail, in the words of Go's crypto/tls and crypto/x509."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

from .failures import DialError
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
    sock.settimeout(limit)
    try:
        return context.wrap_socket(sock, server_hostname=server_name)
    except TimeoutError:
        sock.close()
        raise DialError("net/http: TLS handshake timeout") from None
    except ssl.SSLCertVerificationError as error:
        sock.close()
        raise DialError(_distrust(error), details=(f"reason: {error.verify_message}",)) from None
    except (OSError, ValueError) as error:
        sock.close()
        raise DialError(_handshake_failure(error)) from None


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    return f"x509: {error.verify_message}"


def _handshake_failure(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"tls: {(error.reason or str(error)).replace('_', ' ').lower()}"
    return "EOF"
