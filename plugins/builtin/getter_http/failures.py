"""Why there is no answer, or only a part of one, in the words of Go's net, net/http and crypto/tls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.golib import tls
from ....core.golib.oserrors import reason as system_reason

if TYPE_CHECKING:
    from ....core.golib.dial import DialError

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: [0-9]+ (.*)", re.DOTALL).fullmatch
TIMEOUT = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
BODY_TIMEOUT = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
BROKEN = "net/http: HTTP/1.x transport connection broken: "
"""With this begins what Go says of answers that are no HTTP."""
_HINTS = {
    tls.UNKNOWN_AUTHORITY: "--ca-file names the authority to trust where it is not one of the system's",
    tls.CERTIFICATE_WANTED: "--cert-file and --key-file give the certificate that the server asks for",
}
"""What helps, by the kind of a TlsError."""


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


def not_reached(error: DialError) -> FetchFailure:
    """A server to which there is no connection."""
    return FetchFailure(str(error), details=error.details)


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
        return tls_failure(tls.tls_error(cause), in_body=in_body)
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


def tls_failure(error: tls.TlsError, *, in_body: bool = False) -> FetchFailure:
    """A handshake or a record that failed."""
    if error.kind == tls.ENDED:
        return FetchFailure("unexpected EOF" if in_body else "EOF", passing=True)
    return FetchFailure(str(error), details=error.details, hint=_HINTS.get(error.kind, ""))


def _cause(error: BaseException) -> BaseException:
    """What is behind the exceptions that urllib3 wraps around another."""
    seen: BaseException = error
    while True:
        inner = [one for one in (*seen.args, seen.__cause__) if isinstance(one, BaseException)]
        if not inner or not type(seen).__module__.startswith("urllib3"):
            return seen
        seen = inner[-1]
