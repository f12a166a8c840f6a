"""crypto/tls from the client's side: handshakes, and why they or what follows them fail, in Go's words."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from .dial import encoded_host

if TYPE_CHECKING:
    import socket

Redial = Callable[[float], "socket.socket"]
"""Opens another connection to the same server, with a limit of seconds for each step. Raises DialError, OSError."""

UNKNOWN_AUTHORITY = "unknown authority"
CERTIFICATE_WANTED = "certificate wanted"
NOT_TLS = "not tls"
ENDED = "ended"

_NOT_TLS = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"))
"""What OpenSSL says of an answer that is no TLS."""
_ALERTS = {
    "UNKNOWN_CA": "unknown certificate authority",
    "CERTIFICATE_REQUIRED": "certificate required",
    "BAD_CERTIFICATE": "bad certificate",
    "CERTIFICATE_UNKNOWN": "unknown certificate",
    "CERTIFICATE_EXPIRED": "expired certificate",
    "CERTIFICATE_REVOKED": "revoked certificate",
    "PROTOCOL_VERSION": "protocol version not supported",
    "UNRECOGNIZED_NAME": "unrecognized name",
}
"""Go's words where they are not OpenSSL's in small letters (alert.go)."""


class TlsError(Exception):
    """TLS that failed. The text is Go's; what OpenSSL says goes to `details`.

    `kind` tells some failures apart: the server's authority is not trusted (UNKNOWN_AUTHORITY), the server wants a
    certificate of the client (CERTIFICATE_WANTED), what answered speaks no TLS (NOT_TLS), the other side hung up
    (ENDED). It is empty for any other.
    """

    def __init__(self, message: str, kind: str = "", *, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.details = details


def shake_hands(
    sock: socket.socket, context: ssl.SSLContext, server_name: str, seconds: float, redial: Redial | None = None
) -> ssl.SSLSocket:
    """Speak TLS on a connection; each step may take `seconds`. Closes the connection when that fails.

    With `redial`, why a certificate is not trusted is told as precisely as Go does. Raises TlsError, TimeoutError and
    other OSErrors (where the connection broke), UnicodeError for a name that is none.
    """
    sock.settimeout(seconds)
    try:
        return context.wrap_socket(sock, server_hostname=encoded_host(server_name) or None)
    except ssl.SSLError as error:
        sock.close()
        raise handshake_error(error, server_name, redial) from None
    except (OSError, ValueError):
        sock.close()
        raise


def handshake_error(error: ssl.SSLError, server_name: str, redial: Redial | None = None) -> TlsError:
    """The error for a handshake that failed."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return tls_error(error)
    from .x509 import UNTRUSTED, complaint, look

    text = complaint(error, server_name, look(server_name, redial) if redial else {})
    kind = UNKNOWN_AUTHORITY if text == UNTRUSTED else ""
    return TlsError(f"x509: {text}", kind, details=(f"server name: {server_name}", f"OpenSSL: {error.verify_message}"))


def tls_error(error: ssl.SSLError) -> TlsError:
    """The error for a handshake or a record that failed for another reason than a certificate that is not trusted.

    With TLS 1.3 a server refuses a client's certificate only after the handshake, in the place of an answer.
    """
    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or reason == "UNEXPECTED_EOF_WHILE_READING":
        return TlsError("EOF", ENDED)
    if reason in _NOT_TLS:
        text = "first record does not look like a TLS handshake"
        return TlsError(f"tls: {text}", NOT_TLS, details=(f"OpenSSL: {reason}",))
    _, is_alert, name = reason.partition("_ALERT_")
    if is_alert:
        kind = CERTIFICATE_WANTED if name in ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE") else ""
        text = _ALERTS.get(name, name.replace("_", " ").lower())
        return TlsError(f"remote error: tls: {text}", kind, details=(f"OpenSSL: {reason}",))
    words = reason.replace("_", " ").lower() or "handshake failure"
    return TlsError(f"tls: {words}", details=(f"OpenSSL: {error}",))
