"""The status of a gRPC call, as header fields have it.

Rules: gRPC over HTTP2 (PROTOCOL-HTTP2.md); google.golang.org/grpc 1.18, internal/transport/http_util.go, codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .http2 import Fields

OK = 0
CANCELED = 1
UNKNOWN = 2
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14

_WORDS = (
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated",
)
_OF_HTTP = {400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14}
"""The status for an answer that is HTTP's alone. Rule: httpStatusConvTab."""
_HEX = frozenset(b"0123456789abcdefABCDEF")


class CallFailed(Exception):
    """A call that came to nothing. The text is the status's; `code` its number.

    `fields` are those of the answer's end where the other side has said so itself. `details` and `hint` are for users.
    """

    def __init__(
        self, code: int, message: str, *, fields: Fields | None = None, details: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.fields = fields
        self.details = details
        self.hint = hint


class NotSent(CallFailed):
    """A call that was not made: the other side would not take it."""


def code_word(code: int) -> str:
    """The name of a status. Rule: codes.Code.String."""
    return _WORDS[code] if 0 <= code < len(_WORDS) else f"Code({code})"


def read_status(fields: Fields) -> tuple[int, str]:
    """Code and text of the status in a block of fields; UNKNOWN where there is none but the answer is one of HTTP.

    Raises CallFailed for fields that gRPC does not allow.
    """
    code: int | None = None
    http: int | None = None
    message = ""
    for name, value in fields:
        if name == b"content-type":
            if value != b"application/grpc" and not value.startswith((b"application/grpc+", b"application/grpc;")):
                text = quoted(value)
                raise CallFailed(INTERNAL, f"transport: received the unexpected content-type {text}")
        elif name == b"grpc-status":
            code = _number(value, "grpc-status")
        elif name == b"grpc-message":
            message = percent_decoded(value)
        elif name == b":status":
            http = _number(value, "http-status")
    if code is not None:
        return code, message
    if http is None:
        raise CallFailed(INTERNAL, "malformed header: doesn't contain status(gRPC or HTTP)")
    if http != 200:
        raise CallFailed(_OF_HTTP.get(http, UNKNOWN), _http_text(http))
    return UNKNOWN, message


def field(fields: Fields, name: bytes) -> bytes | None:
    """The value of the last field of a name, None where there is none; of ``-bin`` fields, the bytes meant.

    A value that is no base64 counts as none.
    """
    value = next((value for key, value in reversed(fields) if key == name), None)
    if value is None or not name.endswith(b"-bin"):
        return value
    from binascii import Error, a2b_base64

    try:
        return a2b_base64(value + b"=" * (-len(value) % 4), strict_mode=True)
    except Error:
        return None


def percent_decoded(value: bytes) -> str:
    """The text of ``grpc-message``; a ``%`` that begins no byte stays. Bytes that are no UTF-8 are surrogates."""
    if b"%" not in value:
        return value.decode("utf-8", "surrogateescape")
    first, *others = value.split(b"%")
    parts = [first]
    for part in others:
        if len(part) > 1 and part[0] in _HEX and part[1] in _HEX:
            parts += (bytes((int(part[:2], 16),)), part[2:])
        else:
            parts += (b"%", part)
    return b"".join(parts).decode("utf-8", "surrogateescape")


def _number(value: bytes, name: str) -> int:
    if value.isdigit() and len(value) < 10:
        return int(value)
    from ....core.golib.strconv import NumError, atoi

    try:
        return atoi(value.decode("utf-8", "surrogateescape"))
    except NumError as error:
        raise CallFailed(INTERNAL, f"transport: malformed {name}: {error}") from None


def quoted(value: bytes) -> str:
    """A value in quotes, as Go's ``%q`` has it."""
    from ....core.golib.strconv import quote

    return quote(value.decode("utf-8", "surrogateescape"))


def _http_text(status: int) -> str:
    """The words for a status of HTTP, empty for one without. Rule: net/http (StatusText)."""
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
