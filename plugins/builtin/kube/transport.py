"""The everyday transport: HTTP/1.1 on sockets, with a pool of open connections."""

from __future__ import annotations

import time
from _thread import allocate_lock
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ....core.model.kube_object import KubeResponse
from .connection import Connection, DeadlineError, SilenceError
from .credentials import Credentials
from .failures import DialError, exchange_failure
from .http_answer import MAX_ERROR_BODY, AnswerError, Head, body_pieces, read_body, read_head
from .http_request import encode_request, target_of
from .server_address import parse_server

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ....core.model.kube_object import KubeRequest
    from .cluster_access import ClusterAccess

MAX_IDLE = 8
"""Connections kept open while nobody uses them."""
SILENCE_SECONDS = 75.0
"""How long a server may say nothing while an answer is due; it ends requests of its own after 60 seconds."""
MAX_LINE = 64 << 20
"""No line of a stream may be longer (bytes)."""

_TROUBLE = (OSError, AnswerError, DeadlineError, SilenceError, DialError)


class ThinTransport:
    """A KubeTransport on the standard library's sockets and TLS. `trace` gets a line about each request."""

    def __init__(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> None:
        self.server = access.server.rstrip("/")
        self._access = access
        self._address = parse_server(access.server, secure=bool(access.authority or access.certificate))
        self._credentials = Credentials(access) if self._address.secure else None
        self._trace = trace
        self._lock = allocate_lock()
        self._idle: list[Connection] = []
        self._closed = False
        self._context: ssl.SSLContext | None = None

    def request(self, request: KubeRequest) -> KubeResponse:
        """As KubeTransport says."""
        connection, head, deadline = self._begin(request, stream=False)
        try:
            body = read_body(connection, head, request.method)
        except _TROUBLE as error:
            connection.close()
            raise self._failure(error, request, reading_body=True) from None
        self._give_back(connection, head)
        return KubeResponse(head.status, head.headers, body)

    def stream(self, request: KubeRequest) -> ThinStream:
        """As KubeTransport says."""
        connection, head, _ = self._begin(request, stream=True)
        return ThinStream(self, request, connection, head)

    def close(self) -> None:
        """Close the idle connections; those in use are closed when they are given back."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._closed = True
        for connection in idle:
            connection.close()

    def _begin(self, request: KubeRequest, *, stream: bool) -> tuple[Connection, Head, float | None]:
        """Send a request and read the head of the answer, with fresh credentials where the first are refused."""
        deadline = time.monotonic() + request.timeout if request.timeout > 0 else None
        started = time.monotonic()
        connection, head = self._exchange(request, deadline, stream=stream)
        if head.status == 401 and self._credentials is not None and self._credentials.refresh():
            connection.close()
            self._context = None
            connection, head = self._exchange(request, deadline, stream=stream)
        if self._trace is not None:
            milliseconds = (time.monotonic() - started) * 1000
            self._trace(f"{request.method} {self._address.base}{request.path} {head.status} {milliseconds:.1f} ms")
        return connection, head, deadline

    def _exchange(self, request: KubeRequest, deadline: float | None, *, stream: bool) -> tuple[Connection, Head]:
        """One request and the head of its answer; once more on a new connection when a kept one was closed."""
        headers = self._credentials.headers() if self._credentials is not None else []
        target = target_of(self._address, request)
        data = encode_request(self._address.host_header, target, request, headers, packed=False)
        while True:
            try:
                connection = self._take(deadline)
            except DialError as error:
                raise self._failure(error, request) from None
            sent = False
            try:
                connection.begin(deadline, SILENCE_SECONDS)
                connection.send(data)
                sent = True
                head = read_head(connection)
            except _TROUBLE as error:
                connection.close()
                again = connection.reused and not connection.received and (not sent or request.method == "GET")
                if again and not isinstance(error, DeadlineError | SilenceError):
                    continue
                raise self._failure(error, request, arrived=sent) from None
            return connection, head

    def _take(self, deadline: float | None) -> Connection:
        """An open connection: an idle one that is still open, else a new one. Raises DialError."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
                secure = self._address.secure
            if connection is None:
                from .dial import open_connection

                context = self._tls_context() if secure else None
                return open_connection(self._address, context, self._access.server_name, deadline)
            if connection.is_open():
                connection.reused = True
                return connection
            connection.close()

    def _tls_context(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                from .tls import tls_context

                self._context = tls_context(self._access)
            return self._context

    def _give_back(self, connection: Connection, head: Head) -> None:
        """Keep a connection whose answer has been read to its end, where that is possible."""
        if head.keep and not connection.buffer:
            with self._lock:
                if not self._closed and len(self._idle) < MAX_IDLE:
                    self._idle.append(connection)
                    return
        connection.close()

    def _failure(
        self, error: Exception, request: KubeRequest, *, arrived: bool = True, reading_body: bool = False
    ) -> Exception:
        address = self._address
        url = f"{address.scheme}://{address.host_header}{target_of(address, request)}"
        return exchange_failure(
            error, request.method, url, self._access, arrived=arrived, reading_body=reading_body
        )


class ThinStream:
    """The KubeStream of a `ThinTransport`."""

    def __init__(self, transport: ThinTransport, request: KubeRequest, connection: Connection, head: Head) -> None:
        self.status = head.status
        self.headers: Mapping[str, str] = head.headers
        self._transport = transport
        self._request = request
        self._connection = connection
        self._head = head
        connection.silence = None

    def lines(self) -> Iterator[bytes]:
        """As KubeStream says."""
        rest = b""
        try:
            for piece in body_pieces(self._connection, self._head, self._request.method):
                parts = (rest + piece if rest else piece).split(b"\n")
                rest = parts.pop()
                if len(rest) > MAX_LINE:
                    raise AnswerError(f"a line is longer than {MAX_LINE} bytes")
                for line in parts:
                    yield line.removesuffix(b"\r")
        except _TROUBLE as error:
            self.close()
            raise self._transport._failure(error, self._request, reading_body=True) from None  # noqa: SLF001
        if rest:
            yield rest
        self._finish()

    def read(self) -> bytes:
        """As KubeStream says."""
        self._connection.silence = SILENCE_SECONDS
        try:
            body = read_body(self._connection, self._head, self._request.method)
        except _TROUBLE as error:
            self.close()
            raise self._transport._failure(error, self._request, reading_body=True) from None  # noqa: SLF001
        self._finish()
        return body

    def _finish(self) -> None:
        self._transport._give_back(self._connection, self._head)  # noqa: SLF001

    def close(self) -> None:
        """As KubeStream says."""
        self._connection.close()
