"""Reading answers of HTTP/1.1: head and bodies, with limits. Rules: RFC 9112."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection

MAX_HEAD = 1 << 20
"""No head of an answer may be longer (bytes)."""
MAX_BODY = 256 << 20
"""No body may be longer, packed or unpacked (bytes)."""
MAX_ERROR_BODY = 1 << 20
"""What is read of the body of an error answer (bytes); the rest is dropped."""
MAX_LINE = 64 << 20
"""No line of a stream may be longer (bytes)."""

_MAX_CHUNK_LINE = 4096
_MAX_INTERIM = 8
_NO_BODY = frozenset((204, 304))


class AnswerError(Exception):
    """What came is no answer of HTTP, or only a part of one. The text is Go's where Go has one."""


class Head:
    """Status and headers (names in lower case) of an answer. `keep` says whether the connection can be used again."""

    __slots__ = ("headers", "keep", "reason", "status")

    def __init__(self, status: int, reason: str, headers: dict[str, str], *, keep: bool) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        self.keep = keep


def read_head(connection: Connection) -> Head:
    """The head of the final answer, interim ones (1xx) passed over.

    Raises AnswerError, and what `Connection` raises.
    """
    for _ in range(_MAX_INTERIM):
        head = _parse_head(_head_bytes(connection))
        if head.status >= 200 or head.status == 101:
            return head
    raise AnswerError("net/http: too many 1xx informational responses")


def _head_bytes(connection: Connection) -> bytes:
    """The bytes up to the empty line; what follows stays in the connection's buffer."""
    data = b""
    while True:
        piece = connection.receive()
        if not piece:
            raise AnswerError("unexpected EOF" if data else "EOF")
        start = max(len(data) - 3, 0)
        data = data + piece if data else piece
        end = data.find(b"\r\n\r\n", start)
        if end >= 0:
            connection.buffer = data[end + 4 :]
            return data[:end]
        if len(data) > MAX_HEAD:
            raise AnswerError(f"net/http: server response headers exceeded {MAX_HEAD} bytes; aborted")
        if not data.startswith(b"HTTP/1."[: len(data)]):
            raise AnswerError(f"malformed HTTP response {_shown(data)}")


def _parse_head(data: bytes) -> Head:
    lines = data.decode("latin-1").split("\r\n")
    version, _, rest = lines[0].partition(" ")
    code = rest[:3]
    if version not in ("HTTP/1.1", "HTTP/1.0") or rest[3:4] not in ("", " "):
        raise AnswerError(f"malformed HTTP response {_shown(data)}")
    if not (code.isascii() and code.isdigit() and len(code) == 3 and code >= "100"):
        raise AnswerError(f"malformed HTTP status code {_shown(code.encode('latin-1'))}")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or "\n" in line:
            raise AnswerError(f"malformed MIME header line: {_shown(line.encode('latin-1'))}")
        name = name.lower()
        value = value.strip(" \t")
        if name == "content-length" and headers.get(name, value) != value:
            raise AnswerError("http: message cannot contain multiple Content-Length headers")
        if name in headers and name != "content-length":
            value = f"{headers[name]}, {value}"
        headers[name] = value
    keep = version == "HTTP/1.1" and "close" not in headers.get("connection", "").lower()
    return Head(int(code), rest[4:], headers, keep=keep)


def _shown(data: bytes) -> str:
    """The first line of what came, quoted and cut."""
    from ....core.golib.strconv import quote

    return quote(data.partition(b"\n")[0][:80].decode("utf-8", "surrogateescape").rstrip("\r"))


def body_pieces(connection: Connection, head: Head, method: str) -> Iterator[bytes]:
    """The body as it arrives, unpacked when it is gzip. Clears `head.keep` when the connection ends with the body.

    Raises AnswerError (``unexpected EOF`` for a body that is cut short), and what `Connection` raises.
    """
    encoding = head.headers.get("transfer-encoding", "").lower()
    length = head.headers.get("content-length")
    if method == "HEAD" or head.status in _NO_BODY or head.status < 200:
        return iter(())
    if encoding == "chunked":
        head.keep = head.keep and length is None
        pieces = _chunks(connection)
    elif encoding:
        raise AnswerError(f"unsupported transfer encoding: {_shown(encoding.encode('latin-1'))}")
    elif length is not None:
        if not (length.isascii() and length.isdigit()) or len(length) > 18:
            raise AnswerError(f"bad Content-Length {_shown(length.encode('latin-1'))}")
        pieces = _counted(connection, int(length))
    else:
        head.keep = False
        pieces = iter(connection.receive, b"")
    if head.headers.get("content-encoding", "").lower() == "gzip":
        return _unpacked(pieces)
    return pieces


def _counted(connection: Connection, left: int) -> Iterator[bytes]:
    while left:
        piece = connection.receive()
        if not piece:
            raise AnswerError("unexpected EOF")
        if len(piece) > left:
            connection.buffer = piece[left:]
            piece = piece[:left]
        left -= len(piece)
        yield piece


def _chunks(connection: Connection) -> Iterator[bytes]:
    while True:
        size = _chunk_size(_line(connection))
        if not size:
            break
        yield from _counted(connection, size)
        if _line(connection):
            raise AnswerError("malformed chunked encoding")
    trailers = 0
    while line := _line(connection):
        trailers += len(line)
        if trailers > _MAX_CHUNK_LINE:
            raise AnswerError("http: suspiciously long trailer after chunked body")


def _chunk_size(line: bytes) -> int:
    """The number in the line before a chunk (what follows a semicolon means nothing to us)."""
    digits = line.partition(b";")[0].strip(b" \t")
    if not digits or len(digits) > 15 or digits.strip(b"0123456789abcdefABCDEF"):
        raise AnswerError("invalid byte in chunk length" if len(digits) <= 15 else "http chunk length too large")
    return int(digits, 16)


def _line(connection: Connection) -> bytes:
    """The next line of the chunked framing, without its end."""
    data = b""
    while True:
        piece = connection.receive()
        if not piece:
            raise AnswerError("unexpected EOF")
        data = data + piece if data else piece
        end = data.find(b"\n")
        if end > _MAX_CHUNK_LINE or (end < 0 and len(data) > _MAX_CHUNK_LINE):
            raise AnswerError("header line too long")
        if end >= 0:
            connection.buffer = data[end + 1 :]
            return data[:end].removesuffix(b"\r")


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream, in pieces of bounded size."""
    import zlib

    unpacker = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            while piece:
                yield unpacker.decompress(piece, 1 << 20)
                piece = unpacker.unconsumed_tail
        if not unpacker.eof:
            raise AnswerError("unexpected EOF")
    except zlib.error:
        raise AnswerError("gzip: invalid header") from None


def read_body(connection: Connection, head: Head, method: str) -> bytes:
    """The whole body, as `collect` gives it. Raises AnswerError, and what `Connection` raises."""
    body, whole = collect(body_pieces(connection, head, method), head.status)
    head.keep = head.keep and whole
    return body


def collect(pieces: Iterator[bytes], status: int) -> tuple[bytes, bool]:
    """The pieces of a body together, and whether these are all: of an error answer MAX_ERROR_BODY are enough.

    Raises AnswerError for a body over MAX_BODY.
    """
    limit = MAX_ERROR_BODY if status >= 400 else MAX_BODY
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > limit:
            if status >= 400:
                return b"".join(parts)[:limit], False
            raise AnswerError(f"the answer is larger than {limit} bytes")
    return (parts[0] if len(parts) == 1 else b"".join(parts)), True


def lines_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The lines in a body, as soon as each is there, without their ends. Raises AnswerError for one over MAX_LINE."""
    rest: list[bytes] = []
    size = 0
    for piece in pieces:
        first, *others = piece.split(b"\n")
        rest.append(first)
        size += len(first)
        if size > MAX_LINE:
            raise AnswerError(f"a line is longer than {MAX_LINE} bytes")
        for other in others:
            yield b"".join(rest).removesuffix(b"\r")
            rest, size = [other], len(other)
    last = b"".join(rest)
    if last:
        yield last
