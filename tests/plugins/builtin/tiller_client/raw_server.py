"""A server for tests that sends what a test says, byte by byte, whatever HTTP/2 thinks of it."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable

from hpack import Encoder
from transports.listening import Listener

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
OK_FIELDS = ((":status", "200"), ("content-type", "application/grpc"))


def frame(kind: int, content: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    return struct.pack(">I", len(content))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + content


def fields(*pairs: tuple[str, str], stream: int = 1, end: bool = False) -> bytes:
    """A block of header fields, none of which the other side has to remember."""
    block = Encoder().encode([(name, value, True) for name, value in pairs])
    return frame(HEADERS, block, flags=END_HEADERS | (END_STREAM if end else 0), stream=stream)


def message(content: bytes, *, flag: int = 0, size: int | None = None) -> bytes:
    return bytes((flag,)) + struct.pack(">I", len(content) if size is None else size) + content


def data(content: bytes, *, stream: int = 1, end: bool = False) -> bytes:
    return frame(DATA, content, flags=END_STREAM if end else 0, stream=stream)


def answer(content: bytes, status: str = "0", *, stream: int = 1) -> bytes:
    """A whole answer of one message."""
    return (
        fields(*OK_FIELDS, stream=stream)
        + data(message(content), stream=stream)
        + fields(("grpc-status", status), stream=stream, end=True)
    )


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = b""

    def send(self, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self._sock.sendall(content)

    def greet(self) -> None:
        """Read the preface and say hello."""
        self.read(len(PREFACE))
        self.send(frame(SETTINGS))

    def read(self, count: int) -> bytes:
        while len(self._buffer) < count:
            piece = self._sock.recv(65536)
            if not piece:
                raise EOFError
            self._buffer += piece
        found, self._buffer = self._buffer[:count], self._buffer[count:]
        return found

    def next_frame(self) -> tuple[int, int, int, bytes]:
        """Type, flags, stream and content."""
        head = self.read(9)
        content = self.read(int.from_bytes(head[:3], "big"))
        return head[3], head[4], int.from_bytes(head[5:], "big"), content

    def wait_for_request(self) -> int:
        """Read until the end of a request and return its stream."""
        while True:
            kind, flags, stream, _ = self.next_frame()
            if kind == DATA and flags & END_STREAM:
                return stream

    def hang_up(self) -> None:
        self._sock.close()

    def reset(self) -> None:
        """End the connection with a RST of TCP."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


class RawServer:
    """Runs `script` for every connection, which is closed when it ends; `connections` counts them."""

    def __init__(self, script: Callable[[Peer], None]) -> None:
        self._script = script
        self._listener = Listener(self._talk)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listener.port}"

    @property
    def connections(self) -> int:
        return self._listener.connections

    def join(self) -> None:
        """Wait until all scripts have ended."""
        self._listener.join()

    def close(self) -> None:
        self._listener.close()
        self._listener.join()

    def _talk(self, sock: socket.socket, _number: int) -> None:
        self._script(Peer(sock))
