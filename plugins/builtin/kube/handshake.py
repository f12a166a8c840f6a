"""TLS handshakes, and why they fail, in the words of Go's crypto/tls and crypto/x509."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

from .failures import DialError
from .tls import HANDSHAKE_SECONDS

# Numbers of OpenSSL (X509_V_ERR_…).
_OUT_OF_DATE = frozenset((9, 10))
_UNKNOWN_AUTHORITY = frozenset((2, 18, 19, 20, 21))
_OTHER_NAME = frozenset((62, 64))
_NO_TLS = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"))
# Go's words where they are not OpenSSL's in small letters.
_ALERTS = {
    "UNKNOWN_CA": "unknown certificate authority",
    "CERTIFICATE_REQUIRED": "certificate required",
    "BAD_CERTIFICATE": "bad certificate",
}

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
        return context.wrap_socket(sock, server_hostname=_encoded(server_name))
    except (OSError, ValueError) as error:
        sock.close()
        raise handshake_failure(error, server_name) from None


def _encoded(name: str) -> bytes:
    """A host name as TLS has it. As bytes: for texts Python imports its tables for international domain names."""
    return name.encode("ascii" if name.isascii() else "idna")


def handshake_failure(error: Exception, server_name: str) -> DialError:
    """The error for a handshake that failed; what OpenSSL says goes to the details."""
    if isinstance(error, TimeoutError):
        return DialError("net/http: TLS handshake timeout")
    if isinstance(error, ssl.SSLCertVerificationError):
        return DialError(_distrust(error, server_name), details=(f"server name: {server_name}", error.verify_message))
    if not isinstance(error, ssl.SSLError):
        return DialError("EOF" if isinstance(error, ConnectionResetError) else str(error))
    if error.reason in _NO_TLS:
        return DialError("http: server gave HTTP response to HTTPS client")
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or error.reason == "UNEXPECTED_EOF_WHILE_READING":
        return DialError("EOF")
    reason = error.reason or "handshake failure"
    _, alert, name = reason.partition("_ALERT_")
    if alert:
        return DialError(f"remote error: tls: {_ALERTS.get(name, name.replace('_', ' ').lower())}")
    return DialError(f"tls: {reason.replace('_', ' ').lower()}")


def _distrust(error: ssl.SSLCertVerificationError, server_name: str) -> str:
    """Why a certificate is not trusted. Rule: crypto/x509 (verify.go)."""
    if error.verify_code in _OUT_OF_DATE:
        return "x509: certificate has expired or is not yet valid"
    if error.verify_code in _UNKNOWN_AUTHORITY:
        return "x509: certificate signed by unknown authority"
    if error.verify_code in _OTHER_NAME:
        return f"x509: certificate is not valid for {server_name}"
    return f"x509: {error.verify_message}"
