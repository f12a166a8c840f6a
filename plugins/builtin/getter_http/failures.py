"""Why there is no answer, or only a part of one, in the words of Go's net, net/http and crypto/tls."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from ....core.golib.oserrors import reason as system_reason

if TYPE_CHECKING:
    import ssl

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: [0-9]+ (.*)", re.DOTALL).fullmatch
NO_TLS = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"))
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
"""Go's words where they are not OpenSSL's in small letters (crypto/tls/alert.go)."""
TIMEOUT = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
BODY_TIMEOUT = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
BROKEN = "net/http: HTTP/1.x transport connection broken: "
"""With this begins what Go says of answers that are no HTTP."""
_CLIENT_CERTIFICATE_HINT = "--cert-file and --key-file give the certificate that the server asks for"


class FetchFailure(Exception):
    """A request without a whole answer. The text is Go's reason; `passing` says that trying again may help.

    With `in_body` the answer had begun: Go reads bodies outside of the request, so that its error is the reason alone.
    """

    def __init__(self, message: str, *, passing: bool = False, details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.passing = passing
        self.in_body = False
        self.details = details
        self.hint = hint


def lookup_failure(host: str, error: Exception) -> FetchFailure:
    """A host without an address (net.DNSError)."""
    unknown = not isinstance(error, socket.gaierror) or error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
    reason = "no such host" if unknown else str(error.args[-1]).lower()
    return FetchFailure(f"dial tcp: lookup {host}: {reason}")


def dial_failure(host: str, port: int, error: OSError) -> FetchFailure:
    """An address that does not answer (net.OpError)."""
    dialled = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if isinstance(error, TimeoutError):
        return FetchFailure(f"dial tcp {dialled}: i/o timeout")
    return FetchFailure(f"dial tcp {dialled}: connect: {system_reason(error)}")


def exchange_failure(error: Exception, ends: str, *, in_body: bool) -> FetchFailure:
    """What went wrong after the connection stood; `ends` is ``LOCAL->REMOTE``, as Go names it."""
    import http.client
    import ssl

    from .response_head import HeadError, TruncatedHeadError

    cause = _cause(error)
    if isinstance(cause, FetchFailure):
        return cause
    if isinstance(cause, TimeoutError):
        return FetchFailure(BODY_TIMEOUT if in_body else TIMEOUT)
    if isinstance(cause, ssl.SSLError):
        return tls_failure(cause, in_body=in_body)
    if isinstance(cause, HeadError):
        return FetchFailure(f"{BROKEN}{cause}", passing=isinstance(cause, TruncatedHeadError))
    if isinstance(cause, http.client.IncompleteRead):
        return FetchFailure("unexpected EOF", passing=True)
    if isinstance(cause, http.client.RemoteDisconnected):
        return FetchFailure("EOF", passing=True)
    if isinstance(cause, OSError):
        refused = _TUNNEL_REFUSED(str(cause))
        if refused:
            return FetchFailure(refused[1].strip() or "unknown status code")
        doing = "write" if isinstance(cause, BrokenPipeError) else "read"
        where = f" tcp {ends}" if ends else ""
        return FetchFailure(f"{doing}{where}: {doing}: {system_reason(cause)}", passing=True)
    return FetchFailure(f"{BROKEN}{cause}")


def tls_failure(error: ssl.SSLError, *, in_body: bool = False) -> FetchFailure:
    """A handshake or a record that failed for another reason than a certificate that is not trusted."""
    import ssl

    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or reason == "UNEXPECTED_EOF_WHILE_READING":
        return FetchFailure("unexpected EOF" if in_body else "EOF", passing=True)
    if reason in NO_TLS:
        return FetchFailure("http: server gave HTTP response to HTTPS client")
    _, is_alert, name = reason.partition("_ALERT_")
    if is_alert:
        text = _ALERTS.get(name, name.replace("_", " ").lower())
        hint = _CLIENT_CERTIFICATE_HINT if name in ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE") else ""
        return FetchFailure(f"remote error: tls: {text}", details=(f"OpenSSL: {reason}",), hint=hint)
    words = reason.replace("_", " ").lower() or "handshake failure"
    return FetchFailure(f"tls: {words}", details=(f"OpenSSL: {error}",))


def _cause(error: BaseException) -> BaseException:
    """What is behind the exceptions that urllib3 wraps around another."""
    seen: BaseException = error
    while True:
        inner = [one for one in (*seen.args, seen.__cause__) if isinstance(one, BaseException)]
        if not inner or not type(seen).__module__.startswith("urllib3"):
            return seen
        seen = inner[-1]
