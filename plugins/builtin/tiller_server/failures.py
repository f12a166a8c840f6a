"""Errors as gRPC carries them: a status with Helm's text, and what only our clients read in trailing metadata.

Rules: whatever a handler of Tiller returns becomes the code Unknown; grpc-go's texts for messages that are too long.
"""

from __future__ import annotations

from typing import NoReturn

import grpc

from ....core.errors import DamagedRecordError, PilothouseError
from ....core.hapi.error_details import MAX_MESSAGE, METADATA_KEY, error_details
from ....core.interruption import REASON, Stopped

MAX_MESSAGE_SIZE = 20 * 1024 * 1024
"""Bytes of one message, in both directions. Rule: pkg/tiller/server.go."""

_METADATA_ROOM = 7 * 1024
"""Bytes of text and details together: many clients take 8 KiB of metadata, and refuse the whole answer beyond that."""


class Refused(Exception):
    """A call is answered with a status other than that of an error of its own."""

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code


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


def is_expected(error: BaseException) -> bool:
    """Whether an error is an answer; everything else is a defect, whose place belongs into the log."""
    return isinstance(error, Refused | PilothouseError | Stopped)


def abort(context: grpc.ServicerContext, error: BaseException) -> NoReturn:
    """End a call with what went wrong in it. What nobody expected stays here, but for its name."""
    text = str(error)
    if isinstance(error, PilothouseError):
        details = error_details(error)
        if len(text) < _METADATA_ROOM and len(details) * 4 // 3 + _escaped_size(text) <= _METADATA_ROOM:
            context.set_trailing_metadata(((METADATA_KEY, details),))
    elif isinstance(error, Stopped):
        text = REASON
    elif not is_expected(error):
        text = f"internal error: {type(error).__name__}; the log of Tiller says more"
    context.abort(code_of(error), _encoded(text[:MAX_MESSAGE]))
    raise AssertionError("abort returns")


def code_of(error: BaseException) -> grpc.StatusCode:
    """The code with which `abort` ends a call."""
    if isinstance(error, Refused):
        return error.code
    return grpc.StatusCode.UNKNOWN if isinstance(error, PilothouseError | Stopped) else grpc.StatusCode.INTERNAL


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
