"""gRPC's calls over HTTP/2: one message there, one or more back, and a status behind the last.

A call that fails raises CallFailed with the words of google.golang.org/grpc 1.18, which is in Helm's client. Rules:
gRPC over HTTP2 (PROTOCOL-HTTP2.md); rpc_util.go, internal/transport/{http2_client,http_util}.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.identity import HELM_VERSION
from .http2 import ConnectionLost, FieldsTooLarge, StreamBroken, Unprocessed
from .statuses import (
    CANCELED,
    INTERNAL,
    OK,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE,
    UNIMPLEMENTED,
    UNKNOWN,
    CallFailed,
    NotSent,
    field,
    quoted,
    read_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .http2 import Fields, Http2Connection, Stream

MAX_MESSAGE = 20 * 1024 * 1024
"""Bytes of a message, in either direction: what Tiller and Helm's client take."""

_PREFIX = 5
"""Bytes before a message: whether it is compressed, and its length."""
_ATTEMPTS = 4
"""How often a call is made that the other side has certainly not begun with."""
_FIELDS: Fields = [
    (b"content-type", b"application/grpc"),
    (b"user-agent", b"pilothouse grpc-client-h2"),
    (b"te", b"trailers"),
    (b"grpc-accept-encoding", b"identity"),
    (b"x-helm-api-client", HELM_VERSION.encode()),
]
_STATUSES = (
    *(INTERNAL, INTERNAL, INTERNAL, RESOURCE_EXHAUSTED, INTERNAL, INTERNAL, INTERNAL),
    *(UNAVAILABLE, CANCELED, INTERNAL, INTERNAL, RESOURCE_EXHAUSTED, PERMISSION_DENIED, INTERNAL),
)
"""The status for each error of HTTP/2 that ends a stream. Rule: http2ErrConvTab."""


class Channel:
    """Calls over one connection, which is opened when the first is made and again when it is gone.

    `connect` opens it; whatever it raises is raised from calls. `explain` makes the error for a connection that broke.
    """

    def __init__(
        self, connect: Callable[[], Http2Connection], explain: Callable[[ConnectionLost], Exception]
    ) -> None:
        self._connect = connect
        self._explain = explain
        self._connection: Http2Connection | None = None
        self.fields: Fields = []
        """The first fields of the latest answer that had any."""

    def unary(self, path: str, message: bytes) -> bytes:
        """The message that answers one. Raises CallFailed and what connecting raises."""
        found: bytes | None = None
        for answer in self.stream(path, message):
            if found is not None:
                raise CallFailed(INTERNAL, "grpc: client streaming protocol violation. get <nil>, want <EOF>")
            found = answer
        if found is None:
            raise CallFailed(INTERNAL, "EOF")
        return found

    def stream(self, path: str, message: bytes) -> Iterator[bytes]:
        """The messages that answer one, as they come. Raises CallFailed and what connecting raises.

        A call that the other side says it has not begun with is made again, on a new connection.
        """
        if len(message) > MAX_MESSAGE:
            text = _too_large(len(message))
            raise NotSent(RESOURCE_EXHAUSTED, text, hint="chart and values have to fit into one request to Tiller")
        content = b"\0" + len(message).to_bytes(4, "big") + message
        for left in reversed(range(_ATTEMPTS)):
            stream: Stream | None = None
            try:
                stream = self._usable().open(path, _FIELDS)
                stream.send(content)
                yield from self._answers(stream)
                return
            except Unprocessed as error:
                self.close()
                if not left:
                    raise CallFailed(UNAVAILABLE, str(error)) from None
            except FieldsTooLarge:
                self.close()
                raise CallFailed(INTERNAL, "peer header list size exceeded limit") from None
            except ConnectionLost as error:
                self.close()
                raise self._explain(error) from None
            except StreamBroken as error:
                code = _STATUSES[error.code] if error.code < len(_STATUSES) else UNKNOWN
                raise CallFailed(code, f"stream terminated by RST_STREAM with error code: {error}") from None
            finally:
                if stream is not None:
                    stream.cancel()

    def close(self) -> None:
        """Hang up. Never raises."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _usable(self) -> Http2Connection:
        if self._connection is not None and not self._connection.is_usable():
            self.close()
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _answers(self, stream: Stream) -> Iterator[bytes]:
        """The messages of an answer. Raises CallFailed for its status in the end, unless that is OK."""
        buffer = bytearray()
        begun = False
        while piece := stream.receive():
            if not begun:
                begun = True
                self.fields = stream.fields
                read_status(stream.fields)
            buffer += piece
            while (size := _complete(buffer, stream.fields)) is not None:
                message = bytes(buffer[_PREFIX : _PREFIX + size])
                del buffer[: _PREFIX + size]
                yield message
        self.fields = stream.fields
        if not stream.trailers:
            read_status(stream.fields)
            raise CallFailed(INTERNAL, "server closed the stream without sending trailers")
        code, text = read_status(stream.trailers)
        if code != OK:
            raise CallFailed(code, text, fields=stream.trailers)
        if buffer:
            raise CallFailed(INTERNAL, "unexpected EOF")


def _complete(buffer: bytearray, fields: Fields) -> int | None:
    """The length of the message that a buffer begins with, None while it is not all there. Raises CallFailed.

    `fields` are those of the answer.
    """
    if len(buffer) < _PREFIX:
        return None
    flag, size = buffer[0], int.from_bytes(buffer[1:_PREFIX], "big")
    if size > MAX_MESSAGE:
        hint = "less at a time fits: --max of list and history"
        raise CallFailed(RESOURCE_EXHAUSTED, _too_large(size), hint=hint)
    if flag == 1:
        encoding = field(fields, b"grpc-encoding") or b"identity"
        if encoding == b"identity":
            raise CallFailed(INTERNAL, "grpc: compressed flag set with identity or empty encoding")
        text = f"grpc: Decompressor is not installed for grpc-encoding {quoted(encoding)}"
        raise CallFailed(UNIMPLEMENTED, text)
    if flag:
        raise CallFailed(INTERNAL, f"grpc: received unexpected payload format {flag}")
    return size if len(buffer) >= _PREFIX + size else None


def _too_large(size: int) -> str:
    return f"grpc: received message larger than max ({size} vs. {MAX_MESSAGE})"
