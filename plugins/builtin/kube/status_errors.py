"""Error answers of an API server as errors with client-go's sentences.

Rules: client-go rest/request.go (transformResponse, newUnstructuredResponseError), apimachinery pkg/api/errors
(NewGenericServerResponse, FromObject). A Status object speaks for itself; of any other answer the code decides, and a
text is quoted, cut, where Go quotes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeStatusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.model.kube_object import ApiResource

MAX_TEXT = 2048
"""So many bytes of an answer that is no Status are quoted at most."""

_SENTENCES = {
    400: ("BadRequest", "the server rejected our request for an unknown reason"),
    401: ("Unauthorized", "the server has asked for the client to provide credentials"),
    404: ("NotFound", "the server could not find the requested resource"),
    405: ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
    409: ("Conflict", "the server reported a conflict"),
    422: ("Invalid", "the server rejected our request due to an error in our request"),
    429: ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
    503: ("ServiceUnavailable", "the server is currently unable to handle the request"),
    504: (
        "Timeout",
        "the server was unable to return a response in the time allotted, but may still be processing the request",
    ),
}
_QUOTED = {403: "Forbidden", 406: "NotAcceptable", 415: "UnsupportedMediaType"}
"""Codes for which the server's text is the sentence, with their reasons."""

_UNAUTHORIZED = 401
_REFUSED_CREDENTIALS = (
    "the server refuses the credentials of the kubeconfig, or they have expired: log in anew, or choose another user "
    "with --kube-context"
)

_LONGEST_WAIT = 10**9
"""Nobody asks in earnest to wait for so many seconds."""

_NOT_ACCEPTABLE = "the server was unable to respond with a content type that the client supports"
_EXCERPTS = re.compile(r"\.\.\.\|.*\|\.\.\.", re.DOTALL)


def status_error(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    method: str,
    resource: ApiResource | None = None,
    name: str = "",
) -> KubeStatusError:
    """The error that an answer with a status outside 200..206 stands for.

    `resource` and `name` are what the request was about; None and empty for paths such as ``/version``. What the
    server quotes of a Secret that it cannot read is left out.
    """
    document = _status_document(body)
    if document is None:
        text = body[:MAX_TEXT].decode("utf-8", "surrogateescape").strip() if _is_text(headers) else "unknown"
        reason, message = _generic(status, method, text)
        if resource is not None:
            about = f"{resource.plural}.{resource.group}" if resource.group else resource.plural
            message += f" ({method.lower()} {about} {name})" if name else f" ({method.lower()} {about})"
        return _explained(KubeStatusError(message, code=status, reason=reason, retry_after=retry_after(headers)))
    error = error_of_status(document, status, retry_after(headers))
    if resource is not None and resource.group == "" and resource.kind == "Secret":
        error.message = _EXCERPTS.sub("...|hidden|...", error.message)
        error.args = (error.message,)
    return error


def upgrade_refusal(status: int, headers: Mapping[str, str], body: bytes) -> KubeStatusError:
    """The error for an answer to a request for another protocol. Rule: client-go transport/spdy (Negotiate)."""
    document = _status_document(body)
    if document is not None:
        return error_of_status(document, status, retry_after(headers))
    text = body[:MAX_TEXT].decode("utf-8", "surrogateescape").strip() or f"the server answered with status {status}"
    return _explained(KubeStatusError(f"unable to upgrade connection: {text}", code=status))


def error_of_status(document: Mapping[str, Any], status: int = 0, wait: int = 0) -> KubeStatusError:
    """The error that a Status object stands for; `status` and `wait` are the answer's, for what the object lacks."""
    details = document.get("details")
    seconds = details.get("retryAfterSeconds") if isinstance(details, dict) else None
    code, reason, message = document.get("code"), document.get("reason"), document.get("message")
    return _explained(
        KubeStatusError(
            message if isinstance(message, str) else "",
            code=code if isinstance(code, int) and code else status,
            reason=reason if isinstance(reason, str) else "",
            retry_after=wait or (seconds if isinstance(seconds, int) and 0 < seconds < _LONGEST_WAIT else 0),
        )
    )


def _explained(error: KubeStatusError) -> KubeStatusError:
    """The error; with what helps when the server does not take the credentials."""
    if error.code == _UNAUTHORIZED:
        error.hint = _REFUSED_CREDENTIALS
    return error


def retry_after(headers: Mapping[str, str]) -> int:
    """The seconds of a Retry-After header; 0 without one, or when it is no plain number."""
    text = headers.get("retry-after", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _status_document(body: bytes) -> dict[str, Any] | None:
    """The Status object of an answer that failed, or None. Objects without a kind count, as for very old servers."""
    if body[:1] != b"{" and not body.lstrip().startswith(b"{"):
        return None
    import json

    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if document.get("kind", "Status") == "Status" and document.get("status") == "Failure":
        return document  # type: ignore[no-any-return]
    return None


def _generic(status: int, method: str, text: str) -> tuple[str, str]:
    """Reason and sentence of a code alone."""
    if status == 409 and method == "POST":
        return "AlreadyExists", _SENTENCES[409][1]
    if status in _SENTENCES:
        return _SENTENCES[status]
    if status in _QUOTED:
        if status == 406 and text in ("", "unknown"):
            text = _NOT_ACCEPTABLE
        return _QUOTED[status], text
    if status >= 500:
        from ....core.golib.strconv import quote

        return "InternalError", f"an error on the server ({quote(text)}) has prevented the request from succeeding"
    return "", f"the server responded with the status code {status} but did not return more information"


def _is_text(headers: Mapping[str, str]) -> bool:
    """Whether an answer says that it is text, or does not say what it is."""
    content_type = headers.get("content-type", "")
    return not content_type or content_type.split(";", 1)[0].strip().lower().startswith("text/")
