"""The everyday transport: HTTP/1.1 on sockets, with a pool of open connections."""

from __future__ import annotations

import time
from _thread import allocate_lock
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ....core.errors import KubeError
from ....core.golib.dial import DialError
from ....core.interruption import waking
from ....core.model.kube_object import KubeResponse
from .connection import Connection, DeadlineError, SilenceError
from .credentials import Credentials
from .failures import exchange_failure, login_failure
from .http_answer import AnswerError, Head, body_pieces, lines_of, read_body, read_head
from .http_request import encode_request, target_of
from .proxies import proxy_for
from .server_address import parse_server

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence
    from socket import socket

    from kubernetes.client import ApiClient

    from ....core.model.kube_object import KubeRequest
    from .cluster_access import ClusterAccess
    from .credentials import Identity

    Headers = Sequence[tuple[str, str]]

MAX_IDLE = 64
"""Connections kept open while nobody uses them."""
IDLE_SECONDS = 80.0
"""How long they are: what is in between closes them too, sooner or later, and says nothing."""
SILENCE_SECONDS = 75.0
"""How long a server may say nothing while an answer is due; it ends requests of its own after 60 seconds."""

_TROUBLE = (OSError, AnswerError, DeadlineError, SilenceError, DialError)


class ThinTransport:
    """A KubeTransport on the standard library's sockets and TLS. `trace` gets a line about each request.

    Raises KubeError when the access is of no use (an address or a proxy that is none).
    """

    def __init__(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> None:
        self._access = access
        self._address = parse_server(access.server, secure=access.has_tls)
        self.server = str(self._address) if "@" in access.server else access.server.rstrip("/")
        self._proxy = proxy_for(self._address, access.proxy_url)
        if self._proxy is not None and self._proxy.scheme != "http":
            raise KubeError(f'proxies of scheme "{self._proxy.scheme}" need the setting kube-client=kubernetes')
        self._credentials = Credentials(access, secure=self._address.secure)
        self._trace = trace
        self._lock = allocate_lock()
        self._idle: list[Connection] = []
        self._closed = False
        self._context: ssl.SSLContext | None = None
        self._context_certificate = b""

    def request(self, request: KubeRequest) -> KubeResponse:
        """As KubeTransport says."""
        connection, head = self._begin(request, packed=not self._address.is_local)
        try:
            body = read_body(connection, head, request.method)
        except _TROUBLE as error:
            connection.close()
            raise self.failure(error, request, reading_body=True) from None
        self.give_back(connection, head)
        return KubeResponse(head.status, head.headers, body)

    def stream(self, request: KubeRequest) -> ThinStream:
        """As KubeTransport says."""
        connection, head = self._begin(request, packed=False)
        return ThinStream(self, request, connection, head)

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """As KubeTransport says."""
        from .port_forward import PortForward

        forward = PortForward(namespace, name, port)
        connection, head = self._begin(forward.request, packed=False, headers=forward.headers)
        if head.status == 101:
            return forward.start(connection.sock, head.headers, connection.buffer)
        try:
            body = read_body(connection, head, forward.request.method)
        except _TROUBLE as error:
            connection.close()
            raise self.failure(error, forward.request, reading_body=True) from None
        self.give_back(connection, head)
        raise forward.refusal(head.status, head.headers, body)

    def api_client(self) -> ApiClient:
        """A ready client of the `kubernetes` package for the same cluster and user. Raises KubeError."""
        from .package_client import api_client

        return api_client(self._access)

    def close(self) -> None:
        """Close the idle connections; those in use are closed when they are given back."""
        self._closed = True
        self._drop_idle()

    def _begin(self, request: KubeRequest, *, packed: bool, headers: Headers = ()) -> tuple[Connection, Head]:
        """Send a request and read the head of the answer, with other credentials where the first are refused."""
        deadline = time.monotonic() + request.timeout if request.timeout > 0 else None
        started = time.monotonic()
        outcome = "failed"
        try:
            identity = self._identity(request)
            connection, head = self._exchange(request, identity, deadline, packed=packed, headers=headers)
            if head.status == 401:
                renewed = self._identity(request, refused=identity)
                if renewed is not identity:
                    connection.close()
                    connection, head = self._exchange(request, renewed, deadline, packed=packed, headers=headers)
            outcome = str(head.status)
        finally:
            if self._trace is not None:
                milliseconds = (time.monotonic() - started) * 1000
                self._trace(f"{request.method} {self._address.base}{request.path} {outcome} {milliseconds:.1f} ms")
        return connection, head

    def _identity(self, request: KubeRequest, refused: Identity | None = None) -> Identity:
        """Who asks; another one than the one refused where there is one. Raises KubeError."""
        try:
            return self._credentials.current() if refused is None else self._credentials.renewed(refused)
        except KubeError as error:
            raise login_failure(error, request.method, self._url(request)) from None

    def _exchange(
        self, request: KubeRequest, identity: Identity, deadline: float | None, *, packed: bool, headers: Headers
    ) -> tuple[Connection, Head]:
        """One request and the head of its answer; once more on a new connection when a kept one was closed.

        It is sent again only where the server cannot have acted on it: it reads, or not all of it could be sent.
        """
        data = self._encode(request, [*headers, *identity.headers], packed=packed)
        fresh = False
        while True:
            try:
                connection = self._take(identity, deadline, fresh=fresh)
            except DialError as error:
                raise self.failure(error, request) from None
            sent = False
            try:
                connection.begin(deadline, SILENCE_SECONDS)
                connection.send(data)
                sent = True
                return connection, read_head(connection)
            except _TROUBLE as error:
                answer = None if sent else _early_answer(connection)
                if answer is not None:
                    return connection, answer
                connection.close()
                fresh = connection.reused and not connection.received and (not sent or request.method == "GET")
                if not fresh or isinstance(error, DeadlineError | SilenceError):
                    raise self.failure(error, request, arrived=sent) from None

    def _encode(self, request: KubeRequest, headers: Headers, *, packed: bool) -> bytes:
        address = self._address
        target = target_of(address, request)
        if self._proxy is not None and not address.secure:
            target = f"{address.scheme}://{address.host_header}{target}"
            if self._proxy.authorization:
                headers = [*headers, ("Proxy-Authorization", self._proxy.authorization)]
        return encode_request(address.host_header, target, request, headers, packed=packed)

    def _take(self, identity: Identity, deadline: float | None, *, fresh: bool) -> Connection:
        """An open connection: an idle one that is still open unless a `fresh` one is wanted, else a new one.

        Raises DialError, KubeError.
        """
        context = self._tls_context(identity) if self._address.secure else None
        while not fresh:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                break
            if connection.is_open():
                connection.reused = True
                return connection
            connection.close()
        from .dial import open_connection

        return open_connection(self._address, self._proxy, context, self._access.server_name, deadline)

    def _tls_context(self, identity: Identity) -> ssl.SSLContext:
        """The context for an identity; when its certificate is another one, the connections made before are dropped."""
        with self._lock:
            if self._context is not None and self._context_certificate == identity.certificate:
                return self._context
            from .tls import tls_context

            renewed = self._context is not None
            context = self._context = tls_context(self._access, identity.certificate, identity.key)
            self._context_certificate = identity.certificate
        if renewed:
            self._drop_idle()
        return context

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def give_back(self, connection: Connection, head: Head) -> None:
        """Keep a connection whose answer has been read to its end, where that is possible; close what is kept long."""
        unwanted = [connection]
        now = connection.idle_since = time.monotonic()
        with self._lock:
            idle = self._idle
            if head.keep and not connection.buffer and not self._closed and len(idle) < MAX_IDLE:
                idle.append(unwanted.pop())
            while idle and idle[0].idle_since < now - IDLE_SECONDS:
                unwanted.append(idle.pop(0))
        for one in unwanted:
            one.close()

    def failure(
        self, error: Exception, request: KubeRequest, *, arrived: bool = True, reading_body: bool = False
    ) -> KubeError:
        """The error for a request that got no whole answer. `arrived`: whether the server can have seen all of it."""
        return exchange_failure(
            error,
            request.method,
            self._url(request),
            hint=self._access.hint,
            arrived=arrived,
            reading_body=reading_body,
        )

    def _url(self, request: KubeRequest) -> str:
        address = self._address
        return f"{address.scheme}://{address.host_header}{target_of(address, request)}"


def _early_answer(connection: Connection) -> Head | None:
    """The head of an answer given before the whole request was read (413, 401), when there is one."""
    connection.silence = 0.5
    try:
        head = read_head(connection)
    except _TROUBLE:
        return None
    head.keep = False
    return head


class ThinStream:
    """The KubeStream of a `ThinTransport`."""

    def __init__(self, transport: ThinTransport, request: KubeRequest, connection: Connection, head: Head) -> None:
        self.status = head.status
        self.headers: Mapping[str, str] = head.headers
        self._transport = transport
        self._request = request
        self._connection = connection
        self._head = head
        self._over = False

    def lines(self) -> Iterator[bytes]:
        """As KubeStream says."""
        # Between two events hours may pass; keep-alive probes find out about a server that is gone.
        self._connection.silence = None
        try:
            with waking(self._connection.break_off):
                yield from lines_of(body_pieces(self._connection, self._head, self._request.method))
        except _TROUBLE as error:
            self.close()
            raise self._transport.failure(error, self._request, reading_body=True) from None
        self._finish()

    def read(self) -> bytes:
        """As KubeStream says."""
        self._connection.silence = SILENCE_SECONDS
        try:
            body = read_body(self._connection, self._head, self._request.method)
        except _TROUBLE as error:
            self.close()
            raise self._transport.failure(error, self._request, reading_body=True) from None
        self._finish()
        return body

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self._transport.give_back(self._connection, self._head)

    def close(self) -> None:
        """As KubeStream says."""
        if not self._over:
            self._over = True
            self._connection.close()
