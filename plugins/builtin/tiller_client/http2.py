"""HTTP/2 from the client's side: the one room for the library `h2`.

A connection carries one request after the other, or several at a time, driven by whoever reads: there is no thread.
Silence is bounded by pings, what is received by windows, and the other side's fields by their size; whatever it does
against HTTP/2 ends in ConnectionLost. Rules: RFC 9113; keepalive of google.golang.org/grpc (internal/transport).
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, ResponseReceived, StreamEnded, StreamReset, TrailersReceived
from h2.exceptions import DenialOfServiceError, H2Error
from h2.settings import SettingCodes, Settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from h2.events import Event

WINDOW = 32 * 1024 * 1024
"""Bytes that the other side may send before somebody reads them: more than the largest message."""
_FRAME = 1024 * 1024
"""Bytes of the largest frame that is taken. Large frames cost less than many."""
_FIELDS = 256 * 1024
"""Bytes of a block of header fields, packed as well as unpacked. Tiller's error texts travel there, and some are long;
what unpacks them takes time by the square of their number.
"""
_READ = 256 * 1024
_WRITE = 64 * 1024
_LOOKS = 1000
"""Reads in which what has come without being waited for has to be found."""
_PING_AFTER = 30.0
"""Seconds of silence before a ping, as Helm's client."""
_PING_WAIT = 20.0
"""Seconds in which anything has to come then."""
_PING = b"pilothse"
_HEADER = 9
"""Bytes before the content of a frame: its length (3), type, flags (1 each) and stream (4)."""
_HEADERS, _SETTINGS, _GOAWAY, _CONTINUATION = 1, 4, 7, 9
_MAX_GOAWAY = 64 * 1024
_OPTIONS = H2Configuration(client_side=True, header_encoding=False)

Fields = list[tuple[bytes, bytes]]


class ConnectionLost(Exception):
    """The connection is gone, or what came over it is no HTTP/2. `cause` is the error of the socket, if there was one.

    `hung_up` tells that the other side has ended the connection.
    """

    def __init__(self, reason: str, cause: OSError | None = None, *, hung_up: bool = False) -> None:
        super().__init__(reason)
        self.cause = cause
        self.hung_up = hung_up or isinstance(cause, ConnectionError)


class FieldsTooLarge(ConnectionLost):
    """The other side sent more header fields than are taken."""


class StreamBroken(Exception):
    """The other side ended a request before its end. `code` is the number of HTTP/2's error."""

    def __init__(self, code: int) -> None:
        super().__init__(error_word(code))
        self.code = code


class Unprocessed(Exception):
    """The other side has certainly not begun with a request: it may be made again."""

    def __init__(self) -> None:
        super().__init__("the stream is rejected because server is draining the connection")


def error_word(code: int) -> str:
    """The name of an error of HTTP/2. Rule: golang.org/x/net/http2 (ErrCode.String)."""
    try:
        return ErrorCodes(code).name
    except ValueError:
        return f"unknown error code 0x{code:x}"


def _says_nothing_came(error: OSError) -> bool:
    """Whether a socket that does not wait has nothing to be read; one with TLS has an error of its own for that."""
    return isinstance(error, BlockingIOError) or type(error).__name__ == "SSLWantReadError"


class Stream:
    """A request and what comes back: `fields` (empty until then), pieces of content, and `trailers`.

    A block of fields that is the last of all is in `trailers`, also where it is the first.
    """

    __slots__ = ("_connection", "_has_content", "_pieces", "_problem", "ended", "fields", "number", "trailers")

    def __init__(self, connection: Http2Connection, number: int) -> None:
        self._connection = connection
        self._pieces: deque[tuple[bytes, int]] = deque()
        self._problem: Exception | None = None
        self._has_content = False
        self.number = number
        self.ended = False
        self.fields: Fields = []
        self.trailers: Fields = []

    def send(self, content: bytes) -> None:
        """Send all of the content, and with it that there is no more. Stops when the answer is there before that.

        Never raises: what goes wrong is met by `receive`, after what has come until then.
        """
        self._connection.send(self, content)

    def receive(self) -> bytes:
        """The next piece of content, empty at the end. Raises ConnectionLost, StreamBroken, Unprocessed."""
        while not self._pieces:
            if self._problem is not None:
                raise self._problem
            if self.ended:
                return b""
            self._connection.read()
        piece, size = self._pieces.popleft()
        self._connection.consumed(self, size)
        return piece

    def cancel(self) -> None:
        """Tell the other side that nobody waits any more. Never raises."""
        self._connection.cancel(self)

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.ended or self._problem is not None

    def fail(self, problem: Exception) -> None:
        """End with an error, unless it has ended already."""
        if not self.is_over:
            self._problem = problem

    def take(self, event: Event) -> None:
        """Take what came for this request."""
        if isinstance(event, DataReceived):
            self._has_content = True
            size = event.flow_controlled_length or 0
            if event.data:
                self._pieces.append((event.data, size))
            else:
                self._connection.consumed(self, size)
        elif isinstance(event, ResponseReceived):
            self.fields = event.headers
        elif isinstance(event, TrailersReceived):
            self.trailers = event.headers
        elif isinstance(event, StreamEnded):
            if not self._has_content:
                self.trailers = self.trailers or self.fields
            self.ended = True
        elif isinstance(event, StreamReset):
            code = int(event.error_code or 0)
            refused = code == ErrorCodes.REFUSED_STREAM and not self.fields
            self.fail(Unprocessed() if refused else StreamBroken(code))


class Http2Connection:
    """A connection over a socket that is connected already, with TLS or without; the socket becomes its own.

    `scheme` and `authority` are those of all its requests.
    """

    def __init__(self, sock: socket.socket, scheme: str, authority: str) -> None:
        self._sock = sock
        self._origin = [(b":scheme", scheme.encode()), (b":authority", authority.encode())]
        self._streams: dict[int, Stream] = {}
        self._lost: ConnectionLost | None = None
        self._goaway: int | None = None
        self._greeted = False
        self._pinged = False
        self._partial = b""
        self._left = 0
        self._block = 0
        self._http = H2Connection(_OPTIONS)
        self._http.local_settings = Settings(
            client=True,
            initial_values={
                SettingCodes.ENABLE_PUSH: 0,
                SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
                SettingCodes.MAX_FRAME_SIZE: _FRAME,
                SettingCodes.MAX_HEADER_LIST_SIZE: _FIELDS,
            },
        )
        self._http.max_inbound_frame_size = _FRAME
        self._http.decoder.max_header_list_size = _FIELDS
        self._http.initiate_connection()
        self._http.increment_flow_control_window(WINDOW - 65535)

    def greet(self, seconds: float) -> None:
        """Wait until the other side has begun to speak HTTP/2. Closes the connection and raises ConnectionLost if not.

        A request that is made before that may be lost without anybody knowing whether it has arrived.
        """
        deadline = time.monotonic() + seconds
        self._flush()
        while not self._greeted and self._lost is None:
            self._sock.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                self._digest(self._sock.recv(_READ))
            except OSError as error:
                self._lose(ConnectionLost(str(error), error))
            except ConnectionLost:
                break
        if self._lost is not None:
            raise self._lost
        self._sock.settimeout(_PING_AFTER)

    def open(self, path: str, fields: Fields) -> Stream:
        """Begin a POST request; it goes out with its content. Raises ConnectionLost."""
        if self._lost is not None:
            raise self._lost
        try:
            number = self._http.get_next_available_stream_id()
            self._http.send_headers(number, [(b":method", b"POST"), *self._origin, (b":path", path.encode()), *fields])
        except H2Error as error:
            raise self._lose(ConnectionLost(str(error))) from None
        stream = self._streams[number] = Stream(self, number)
        return stream

    def is_usable(self) -> bool:
        """Whether another request may be made, as far as can be seen from here without waiting."""
        if self._lost is not None or self._goaway is not None:
            return False
        self._sock.settimeout(0)
        try:
            for _ in range(_LOOKS):
                self._digest(self._sock.recv(_READ))
        except ConnectionLost:
            return False
        except OSError as error:
            if not _says_nothing_came(error):
                return False
        finally:
            if self._lost is None:
                self._sock.settimeout(_PING_AFTER)
        return self._goaway is None

    def send(self, stream: Stream, content: bytes) -> None:
        """Send the content of a request, as fast as the other side lets, until its answer is there."""
        rest = memoryview(content)
        waiting = 0
        try:
            while rest and not stream.is_over:
                room = min(self._http.local_flow_control_window(stream.number), self._http.max_outbound_frame_size)
                if room <= 0:
                    waiting = 0
                    self.read()
                    continue
                piece, rest = rest[:room], rest[room:]
                self._http.send_data(stream.number, piece, end_stream=not rest)
                waiting += len(piece)
                if waiting >= _WRITE:
                    waiting = 0
                    self._flush()
            if rest and stream.ended:
                self._http.reset_stream(stream.number, ErrorCodes.NO_ERROR)
            self._flush()
        except H2Error as error:
            self._lose(ConnectionLost(str(error)))

    def read(self) -> None:
        """Wait for something to come and hand it to the requests that it is for; they also learn what goes wrong.

        After a while of silence the other side is asked whether it is still there.
        """
        while True:
            self._flush()
            if self._lost is not None:
                return
            try:
                data = self._sock.recv(_READ)
                break
            except TimeoutError as error:
                if self._pinged:
                    self._lose(ConnectionLost(f"no answer to a ping for {_PING_WAIT:.0f} s", error))
                    return
                self._pinged = True
                self._http.ping(_PING)
                self._sock.settimeout(_PING_WAIT)
            except OSError as error:
                self._lose(ConnectionLost(str(error), error))
                return
        if self._pinged:
            self._pinged = False
            self._sock.settimeout(_PING_AFTER)
        try:
            self._digest(data)
        except ConnectionLost:
            return

    def consumed(self, stream: Stream, size: int) -> None:
        """Let the other side send as much again as was read."""
        if self._lost is None and size:
            try:
                self._http.acknowledge_received_data(size, stream.number)
            except H2Error as error:
                self._lose(ConnectionLost(str(error)))

    def cancel(self, stream: Stream) -> None:
        """End a request from this side, where it has not ended."""
        self._streams.pop(stream.number, None)
        if self._lost is not None or stream.is_over:
            return
        stream.fail(StreamBroken(ErrorCodes.CANCEL))
        try:
            self._http.reset_stream(stream.number, ErrorCodes.CANCEL)
            self._flush()
        except H2Error:
            self.close()

    def close(self) -> None:
        """Hang up. Never raises."""
        if self._lost is None:
            self._lose(ConnectionLost("the connection was closed"))

    def _flush(self) -> None:
        """Send what is to be sent. When that fails, what has come until then is taken, for it may say why."""
        data = self._http.data_to_send()
        if not data or self._lost is not None:
            return
        try:
            self._sock.sendall(data)
        except OSError as error:
            self._sock.settimeout(0)
            try:
                while True:
                    self._digest(self._sock.recv(_READ))
            except ConnectionLost:
                return
            except OSError as other:
                speaking = error if _says_nothing_came(other) else other
                self._lose(ConnectionLost(str(speaking), speaking))

    def _digest(self, data: bytes) -> None:
        """Hand what came to the requests. Raises ConnectionLost."""
        if not data:
            raise self._lose(ConnectionLost("the other side hung up", hung_up=True))
        for run in self._without_goaway(data):
            try:
                events = self._http.receive_data(run)
            except DenialOfServiceError as error:
                raise self._lose(FieldsTooLarge(str(error))) from None
            except H2Error as error:
                raise self._lose(ConnectionLost(str(error) or type(error).__name__)) from None
            for event in events:
                stream = self._streams.get(getattr(event, "stream_id", None) or 0)
                if stream is not None:
                    stream.take(event)
                    if stream.is_over:
                        del self._streams[stream.number]

    def _without_goaway(self, data: bytes) -> Iterator[bytes]:
        """What came, without GOAWAY frames, which are taken note of in their turn.

        With one of these a connection is over for `h2`, while the other side still ends what it has begun.
        """
        data = self._partial + data
        self._partial = b""
        start = position = 0
        while position < len(data):
            if self._left:
                step = min(self._left, len(data) - position)
                self._left -= step
                position += step
                continue
            header = data[position : position + _HEADER]
            self._check_greeting(header)
            if len(header) < _HEADER:
                break
            size = int.from_bytes(header[:3], "big")
            if size > _FRAME:
                raise self._lose(ConnectionLost(f"a frame of {size} bytes"))
            if header[3] in (_HEADERS, _CONTINUATION):
                self._block = size + (self._block if header[3] == _CONTINUATION else 0)
                if self._block > _FIELDS:
                    raise self._lose(FieldsTooLarge(f"a block of fields of {self._block} bytes"))
            if header[3] != _GOAWAY:
                self._left = _HEADER + size
                continue
            if size > _MAX_GOAWAY:
                raise self._lose(ConnectionLost(f"a GOAWAY frame of {size} bytes"))
            if len(data) - position < _HEADER + size:
                break
            yield data[start:position]
            self._take_goaway(data[position + _HEADER : position + _HEADER + size])
            position += _HEADER + size
            start = position
        self._partial = data[position:]
        yield data[start:position]

    def _check_greeting(self, header: bytes) -> None:
        """The first frame has to be SETTINGS. Raises ConnectionLost for what is no HTTP/2."""
        if self._greeted:
            return
        if header.startswith(b"HTTP/"):
            raise self._lose(ConnectionLost("the other side speaks HTTP/1"))
        if header[:2] == b"\x15\x03":
            raise self._lose(ConnectionLost("the other side speaks TLS"))
        if len(header) == _HEADER:
            if header[3] != _SETTINGS:
                raise self._lose(ConnectionLost("the other side does not speak HTTP/2"))
            self._greeted = True

    def _take_goaway(self, content: bytes) -> None:
        """Note after which request nothing is worked on any more."""
        if len(content) < 8:
            raise self._lose(ConnectionLost("a GOAWAY frame that is too short"))
        last = int.from_bytes(content[:4], "big") & 0x7FFFFFFF
        self._goaway = last
        for number in [number for number in self._streams if number > last]:
            stream = self._streams.pop(number)
            stream.fail(ConnectionLost("an answer was broken off") if stream.fields else Unprocessed())

    def _lose(self, problem: ConnectionLost) -> ConnectionLost:
        """Give the connection up: all requests that have not ended fail."""
        if self._lost is None:
            self._lost = problem
            for stream in self._streams.values():
                stream.fail(problem)
            self._streams.clear()
            self._sock.close()
        return self._lost
