"""Why a request got no answer, in the words of Go's net, net/http, net/url and crypto/x509."""

from __future__ import annotations

from ....core.errors import KubeConnectionError, KubeError, KubeLoginError, KubeTimeoutError
from ....core.golib.dial import DialError
from ....core.golib.oserrors import reason
from .connection import DeadlineError, SilenceError
from .http_answer import AnswerError


def url_error(method: str, url: str, cause: str) -> str:
    """``Get "URL": CAUSE``. Rule: net/http/client.go (urlErrorOp), net/url.Error of Go 1.15."""
    from ....core.golib.strconv import quote

    return f"{method[:1].upper()}{method[1:].lower()} {quote(url)}: {cause}"


def login_failure(error: KubeError, method: str, url: str) -> KubeLoginError:
    """The error for a request for which there were no credentials to be had."""
    return KubeLoginError(url_error(method, url, error.message), details=error.details, hint=error.hint)


def exchange_failure(
    error: Exception, method: str, url: str, *, hint: str, arrived: bool, reading_body: bool = False
) -> KubeError:
    """The error for a request that got no whole answer. `arrived`: whether the server can have seen all of it."""
    if isinstance(error, DialError):
        return KubeConnectionError(
            url_error(method, url, str(error)), may_have_arrived=False, details=error.details, hint=hint
        )
    if isinstance(error, DeadlineError | SilenceError):
        cause = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        if reading_body:
            cause = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
        return KubeTimeoutError(url_error(method, url, cause))
    if reading_body and isinstance(error, AnswerError):
        # Go reads bodies outside of the request, so that its error is the reason alone.
        return KubeConnectionError(str(error), may_have_arrived=arrived, details=(f"in the answer to {method} {url}",))
    if type(error).__module__ == "ssl":
        # With TLS 1.3 a server refuses a client's certificate only after the handshake.
        from .handshake import handshake_failure

        cause = str(handshake_failure(error, ""))
    elif isinstance(error, OSError):
        cause = f"{'write' if isinstance(error, BrokenPipeError) else 'read'}: {reason(error)}"
    elif str(error).startswith("malformed"):
        cause = f"net/http: HTTP/1.x transport connection broken: {error}"
    else:
        cause = str(error)
    return KubeConnectionError(url_error(method, url, cause), may_have_arrived=arrived, hint=hint)
