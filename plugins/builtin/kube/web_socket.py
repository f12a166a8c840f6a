"""WebSocket from the client's side, as far as an API server speaks it: the opening, and frames. Rules: RFC 6455.

By hand, and without a socket: what a server sends right behind the head of its answer counts, every length has a limit,
and one thread can carry both directions over a connection with TLS.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = 1
BINARY = 2
CLOSE = 8
PING = 9
PONG = 10
MAX_MESSAGE = 4 << 20
"""No message may be longer (bytes)."""

_CONTINUATION = 0
_FINAL = 0x80
_MASKED = 0x80
_MAX_CONTROL = 125
_ACCEPTANCE = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocketError(Exception):
    """What a server sent is no WebSocket, or not the one that was asked for."""


class Opening:
    """The request to speak WebSocket with a subprotocol: its `headers`, and what the answer has to have."""

    __slots__ = ("_key", "_protocol", "headers")

    def __init__(self, protocol: str) -> None:
        from ....core.golib import base64

        self._key = base64.encode(os.urandom(16))
        self._protocol = protocol
        self.headers = (
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Key", self._key),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Protocol", protocol),
        )

    def check(self, headers: Mapping[str, str]) -> None:
        """Raise WebSocketError for headers (names in lower case) of another answer than one to this request."""
        from base64 import b64encode
        from hashlib import sha1

        expected = b64encode(sha1(self._key.encode("ascii") + _ACCEPTANCE, usedforsecurity=False).digest())
        if headers.get("upgrade", "").lower() != "websocket" or "upgrade" not in headers.get("connection", "").lower():
            raise WebSocketError("the server upgrades the connection to something else")
        if headers.get("sec-websocket-accept", "") != expected.decode("ascii"):
            raise WebSocketError("the answer belongs to another request")
        if headers.get("sec-websocket-protocol", "") != self._protocol or "sec-websocket-extensions" in headers:
            raise WebSocketError(f"the server does not speak {self._protocol}")


def encode_frame(opcode: int, payload: bytes) -> bytes:
    """A message in one frame, masked as those of clients have to be."""
    size = len(payload)
    mask = os.urandom(4)
    if size <= _MAX_CONTROL:
        head = bytes((_FINAL | opcode, _MASKED | size))
    elif size < 1 << 16:
        head = bytes((_FINAL | opcode, _MASKED | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FINAL | opcode, _MASKED | 127)) + size.to_bytes(8, "big")
    repeated = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return head + mask + masked.to_bytes(size, "big")


class MessageReader:
    """Takes the bytes that a server sends, and gives the messages that are whole."""

    __slots__ = ("_buffer", "_opcode", "_parts", "_size")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._opcode = 0
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take what came next."""
        self._buffer += data

    def message(self) -> tuple[int, bytes] | None:
        """The next message with its opcode, None where more has to come. Raises WebSocketError."""
        while (frame := self._frame()) is not None:
            final, opcode, payload = frame
            if opcode >= CLOSE:
                return opcode, payload
            if (opcode == _CONTINUATION) is not bool(self._opcode):
                raise WebSocketError("a frame is out of order")
            self._opcode = self._opcode or opcode
            if payload:
                self._parts.append(payload)
            self._size += len(payload)
            if self._size > MAX_MESSAGE:
                raise WebSocketError(f"a message is longer than {MAX_MESSAGE} bytes")
            if final:
                message = self._opcode, b"".join(self._parts)
                self._opcode, self._parts, self._size = 0, [], 0
                return message
        return None

    def _frame(self) -> tuple[bool, int, bytes] | None:
        """The next frame, None where more has to come: whether it ends its message, its opcode, and its payload."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, size = buffer[0], buffer[1]
        final, opcode = bool(first & _FINAL), first & 0x0F
        if first & 0x70 or opcode not in (_CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            raise WebSocketError("a frame is of no known kind")
        if size & _MASKED:
            raise WebSocketError("a server's frame is masked")
        if opcode >= CLOSE and (size > _MAX_CONTROL or not final):
            raise WebSocketError("a control frame is too long")
        start = 2
        if size > _MAX_CONTROL:
            start += 2 if size == 126 else 8
            if len(buffer) < start:
                return None
            size = int.from_bytes(buffer[2:start], "big")
        if size > MAX_MESSAGE:
            raise WebSocketError(f"a message is longer than {MAX_MESSAGE} bytes")
        if len(buffer) < start + size:
            return None
        payload = bytes(buffer[start : start + size])
        del buffer[: start + size]
        return final, opcode, payload
