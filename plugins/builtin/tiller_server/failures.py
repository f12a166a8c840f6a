"""Errors as gRPC carries them: a status with Helm's text, and what only our clients read in trailing metadata.

Rules: whatever a handler of Tiller returns becomes the code Unknown; grpc-go's texts for messages that are too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import grpc

from ....core.errors import DamagedRecordError, PilothouseError
from ....core.hapi.error_details import MAX_MESSAGE, METADATA_KEY, error_details
from ....core.interruption import REASON, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_MESSAGE_SIZE = 20 * 1024 * 1024
"""Bytes of one message, in both directions. Rule: pkg/tiller/server.go."""

_METADATA_ROOM = 7 * 1024
"""Bytes of text and details together: many clients take 8 KiB of metadata, and refuse the whole answer beyond that."""


class Refused(Exception):
    """A call is answered with a status other than that of an error of its own."""

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def checked(data: bytes) -> bytes:
    """An encoded answer that can be sent. Raises Refused."""
    if len(data) > MAX_MESSAGE_SIZE:
        raise Refused(
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            f"grpc: trying to send message larger than max ({len(data)} vs. {MAX_MESSAGE_SIZE})",
        )
    return data


def undecodable(error: DamagedRecordError) -> Refused:
    """The answer to a request that is no such message."""
    return Refused(grpc.StatusCode.INTERNAL, f"grpc: error unmarshalling request: {error.message}")


def abort(context: grpc.ServicerContext, error: BaseException, log: Callable[[str], None], title: str) -> NoReturn:
    """End a call with what went wrong in it. What nobody expected is logged and stays here."""
    if isinstance(error, Refused):
        _abort(context, error.code, error.text)
    if isinstance(error, PilothouseError):
        details = error_details(error)
        if len(details) * 4 // 3 + _escaped_size(error.message) <= _METADATA_ROOM:
            context.set_trailing_metadata(((METADATA_KEY, details),))
        _abort(context, grpc.StatusCode.UNKNOWN, error.message)
    if isinstance(error, Stopped):
        _abort(context, grpc.StatusCode.UNKNOWN, REASON)
    import traceback

    log(f"{title} failed:\n{''.join(traceback.format_exception(error)).rstrip()}")
    _abort(context, grpc.StatusCode.INTERNAL, f"internal error: {type(error).__name__}; the log of Tiller says more")


def code_of(error: BaseException) -> grpc.StatusCode:
    """The code with which `abort` ends a call."""
    if isinstance(error, Refused):
        return error.code
    return grpc.StatusCode.UNKNOWN if isinstance(error, PilothouseError | Stopped) else grpc.StatusCode.INTERNAL


def _abort(context: grpc.ServicerContext, code: grpc.StatusCode, text: str) -> NoReturn:
    context.abort(code, _encoded(text[:MAX_MESSAGE]))
    raise AssertionError("abort returns")


def _encoded(text: str) -> bytes:
    """A text as bytes: those that are no UTF-8 stay as they are, as in Go."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _escaped_size(text: str) -> int:
    """The bytes that a text has in the header ``grpc-message``, where all but printable ASCII is escaped."""
    data = _encoded(text)
    return len(data) + 2 * sum(not 0x20 <= byte <= 0x7E or byte == 0x25 for byte in data)
