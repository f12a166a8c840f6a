"""Why a request got no answer, in the words of Go's net, net/http, net/url and crypto/x509."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from ....core.errors import KubeConnectionError, KubeError, KubeTimeoutError
from ....core.golib.strconv import quote
from .connection import DeadlineError, SilenceError
from .http_answer import AnswerError

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess


class DialError(Exception):
    """No connection came about, so that the server has seen nothing. The text is Go's."""

    def __init__(self, message: str, *, details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.details = details
        self.hint = hint


def url_error(method: str, url: str, cause: str) -> str:
    """``Get "URL": CAUSE``. Rule: net/http/client.go (urlErrorOp), net/url.Error of Go 1.15."""
    return f"{method[:1].upper()}{method[1:].lower()} {quote(url)}: {cause}"


def dial_failure(dialled: str, error: OSError, *, operation: str = "connect") -> str:
    """The text of Go's net.OpError for a failed dial."""
    if isinstance(error, socket.gaierror):
        host = dialled.rpartition(":")[0].strip("[]")
        reason = "no such host" if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else str(error.strerror)
        return f"dial tcp: lookup {host}: {reason}"
    if isinstance(error, TimeoutError):
        return f"dial tcp {dialled}: i/o timeout"
    return f"dial tcp {dialled}: {operation}: {_system_reason(error)}"


def _system_reason(error: OSError) -> str:
    text = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)
    return text[:1].lower() + text[1:]


def exchange_failure(
    error: Exception, method: str, url: str, access: ClusterAccess, *, arrived: bool, reading_body: bool = False
) -> KubeError:
    """The error for a request that got no whole answer. `arrived`: whether the server can have seen the request."""
    if isinstance(error, DialError):
        return KubeConnectionError(
            url_error(method, url, str(error)),
            may_have_arrived=False,
            details=error.details,
            hint=error.hint or access.hint,
        )
    if isinstance(error, DeadlineError | SilenceError):
        cause = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        if reading_body:
            cause = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
        return KubeTimeoutError(url_error(method, url, cause))
    if isinstance(error, OSError):
        cause = f"{_reading_or_writing(error)}: {_system_reason(error)}"
    elif str(error) == "unexpected EOF" and reading_body:
        return KubeConnectionError(str(error), may_have_arrived=arrived, details=(f"in the answer to {method} {url}",))
    elif isinstance(error, AnswerError) and str(error).startswith("malformed"):
        cause = f"net/http: HTTP/1.x transport connection broken: {error}"
    else:
        cause = str(error)
    return KubeConnectionError(url_error(method, url, cause), may_have_arrived=arrived, hint=access.hint)


def _reading_or_writing(error: OSError) -> str:
    return "write" if isinstance(error, BrokenPipeError) else "read"
