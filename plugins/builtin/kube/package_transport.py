"""The transport on the `kubernetes` package and its pool of urllib3, for what the everyday one does not do."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3 import exceptions as trouble
from urllib3.connection import HTTPConnection

from ....core.errors import KubeError
from ....core.golib.dial import DialError, dial_failure, lookup_failure
from ....core.interruption import waking
from ....core.model.kube_object import KubeResponse
from .connection import DeadlineError, break_off
from .credentials import Credentials
from .dial import CONNECT_SECONDS
from .failures import exchange_failure, login_failure
from .handshake import handshake_failure
from .http_answer import AnswerError, collect, lines_of
from .http_request import USER_AGENT, check_headers, content_headers, target_of
from .package_client import api_client
from .port_forward import PortForward
from .server_address import ServerAddress, parse_server
from .transport import SILENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kubernetes.client import ApiClient

    from ....core.model.kube_object import KubeRequest
    from .cluster_access import ClusterAccess
    from .credentials import Identity

    Headers = Sequence[tuple[str, str]]

_PIECE = 65536
_TROUBLE = (trouble.HTTPError, OSError, DeadlineError, AnswerError)


class PackageTransport:
    """A KubeTransport on a client of the `kubernetes` package. `trace` gets a line about each request.

    Raises KubeError when the access is of no use.
    """

    def __init__(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> None:
        self._access = access
        self._address = parse_server(access.server, secure=access.has_tls)
        self.server = str(self._address) if "@" in access.server else access.server.rstrip("/")
        self._credentials = Credentials(access, secure=self._address.secure)
        self._trace = trace
        self._client: ApiClient | None = None
        self._client_certificate = b""

    def request(self, request: KubeRequest) -> KubeResponse:
        """As KubeTransport says."""
        deadline = _deadline(request)
        response = self._begin(request, deadline)
        try:
            body = _read(response, deadline)
        except _TROUBLE as error:
            response.close()
            raise self.failure(error, request, reading_body=True) from None
        response.release_conn()
        return KubeResponse(response.status, _headers(response), body)

    def stream(self, request: KubeRequest) -> PackageStream:
        """As KubeTransport says."""
        deadline = _deadline(request)
        return PackageStream(self, request, self._begin(request, deadline, stream=True), deadline)

    def connect_pod(self, namespace: str, name: str, port: int) -> socket.socket:
        """As KubeTransport says.

        Not by the package's own stream: that passes over the user acted for, trust and certificates that are in no
        file, and what a server says when it refuses, and keeps in memory what nobody has read yet.
        """
        forward = PortForward(namespace, name, port)
        deadline = _deadline(forward.request)
        response = self._begin(forward.request, deadline, stream=True, headers=forward.headers)
        if response.status == 101:
            connection, rest = _taken_over(response)
            return forward.start(connection, _headers(response), rest)
        try:
            body = _read(response, deadline)
        except _TROUBLE as error:
            response.close()
            raise self.failure(error, forward.request, reading_body=True) from None
        response.release_conn()
        raise forward.refusal(response.status, _headers(response), body)

    def api_client(self) -> ApiClient:
        """A ready client of the `kubernetes` package for the same cluster and user. Raises KubeError."""
        certificate = self._credentials.current().certificate
        if self._client is None or certificate != self._client_certificate:
            self._client_certificate = certificate
            self._client = api_client(self._access, self._credentials)
        return self._client

    def close(self) -> None:
        """As KubeTransport says."""
        if self._client is not None:
            self._client.rest_client.pool_manager.clear()

    def _begin(
        self, request: KubeRequest, deadline: float | None, *, stream: bool = False, headers: Headers = ()
    ) -> urllib3.BaseHTTPResponse:
        """Send a request and wait for the head of the answer, with other credentials where the first are refused."""
        started = time.monotonic()
        outcome = "failed"
        try:
            client, identity = self._login(request)
            response = self._send(client, request, [*headers, *identity.headers], deadline, stream=stream)
            if response.status == 401:
                client, renewed = self._login(request, refused=identity)
                if renewed is not identity:
                    response.close()
                    response = self._send(client, request, [*headers, *renewed.headers], deadline, stream=stream)
            outcome = str(response.status)
        finally:
            if self._trace is not None:
                milliseconds = (time.monotonic() - started) * 1000
                self._trace(f"{request.method} {self._address.base}{request.path} {outcome} {milliseconds:.1f} ms")
        return response

    def _login(self, request: KubeRequest, refused: Identity | None = None) -> tuple[ApiClient, Identity]:
        """Who asks, and the client for that; another one than the one refused where there is one. Raises KubeError."""
        try:
            identity = self._credentials.current() if refused is None else self._credentials.renewed(refused)
            return self.api_client(), identity
        except KubeError as error:
            raise login_failure(error, request.method, self._url(request)) from None

    def _send(
        self, client: Any, request: KubeRequest, more: Headers, deadline: float | None, *, stream: bool
    ) -> urllib3.BaseHTTPResponse:
        headers = urllib3.HTTPHeaderDict({"User-Agent": USER_AGENT})
        fields = [*content_headers(request), *more]
        if self._access.auth_provider is not None and self._address.secure:
            authorization = client.configuration.get_api_key_with_prefix("authorization")
            fields = [field for field in fields if field[0] != "Authorization"]
            fields.append(("Authorization", authorization or ""))
        check_headers(fields)
        for name, value in fields:
            headers.add(name, value)
        left = None if deadline is None else max(deadline - time.monotonic(), 0.001)
        silence = left if stream else min(SILENCE_SECONDS, left or SILENCE_SECONDS)
        pool = client.rest_client.pool_manager
        for again in (True, False):
            try:
                response: urllib3.BaseHTTPResponse = pool.request(
                    request.method,
                    self._url(request),
                    body=request.body or None,
                    headers=headers,
                    timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, left or CONNECT_SECONDS), read=silence),
                    preload_content=False,
                    redirect=False,
                )
                return response
            except trouble.ProtocolError as error:
                # A kept connection may have been closed meanwhile: what only reads is sent once more.
                if not (again and request.method == "GET" and "without response" in str(error)):
                    raise self.failure(error, request) from None
            except _TROUBLE as error:
                raise self.failure(error, request) from None
        raise AssertionError("the second attempt answers or raises")

    def _url(self, request: KubeRequest) -> str:
        address = self._address
        return f"{address.scheme}://{address.host_header}{target_of(address, request)}"

    def failure(self, error: Exception, request: KubeRequest, *, reading_body: bool = False) -> KubeError:
        """The error for a request that got no whole answer."""
        return exchange_failure(
            _plain(error, self._address, self._access.server_name),
            request.method,
            self._url(request),
            hint=self._access.hint,
            arrived=True,
            reading_body=reading_body,
        )


class PackageStream:
    """The KubeStream of a `PackageTransport`."""

    def __init__(
        self,
        transport: PackageTransport,
        request: KubeRequest,
        response: urllib3.BaseHTTPResponse,
        deadline: float | None,
    ) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = _headers(response)
        self._transport = transport
        self._request = request
        self._response = response
        self._deadline = deadline

    def lines(self) -> Iterator[bytes]:
        """As KubeStream says."""
        try:
            with waking(self._break_off):
                yield from lines_of(_pieces(self._response, self._deadline))
        except _TROUBLE as error:
            self.close()
            raise self._transport.failure(error, self._request, reading_body=True) from None
        self._response.release_conn()

    def _break_off(self) -> None:
        """End what another thread reads."""
        sock = getattr(getattr(self._response, "connection", None), "sock", None)
        if isinstance(sock, socket.socket):
            break_off(sock)

    def read(self) -> bytes:
        """As KubeStream says."""
        try:
            body = _read(self._response, self._deadline)
        except _TROUBLE as error:
            self.close()
            raise self._transport.failure(error, self._request, reading_body=True) from None
        self._response.release_conn()
        return body

    def close(self) -> None:
        """As KubeStream says."""
        self._response.close()


def _taken_over(response: urllib3.BaseHTTPResponse) -> tuple[socket.socket, bytes]:
    """The connection of an answer that says to speak something else on it, and what came behind the answer's head.

    Raises KubeError where it leads through TLS inside of TLS, which has no socket of its own.
    """
    assert isinstance(response, urllib3.HTTPResponse)
    connection = response.connection
    answer = response._original_response  # noqa: SLF001 - the only way to what was read ahead
    sock = connection.sock if isinstance(connection, HTTPConnection) else None
    if not (isinstance(connection, HTTPConnection) and isinstance(sock, socket.socket) and answer is not None):
        response.close()
        raise KubeError("a connection to a Pod cannot be made through a proxy that is spoken to with TLS")
    # Reading ahead gives what is there; it does not wait for more.
    sock.settimeout(0)
    try:
        rest: bytes = answer.fp.peek()
    except (BlockingIOError, ssl.SSLWantReadError):
        rest = b""
    # From here on it is nobody's but the caller's.
    connection.sock = None
    response.close()
    return sock, rest


def _deadline(request: KubeRequest) -> float | None:
    return time.monotonic() + request.timeout if request.timeout > 0 else None


def _headers(response: urllib3.BaseHTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _pieces(response: urllib3.BaseHTTPResponse, deadline: float | None) -> Iterator[bytes]:
    """The body as it arrives."""
    while True:
        piece = response.read1(_PIECE, decode_content=True)
        if not piece:
            return
        yield piece
        if deadline is not None and time.monotonic() >= deadline:
            raise DeadlineError


def _read(response: urllib3.BaseHTTPResponse, deadline: float | None) -> bytes:
    """The whole body, as `collect` gives it."""
    body, whole = collect(_pieces(response, deadline), response.status)
    if not whole:
        response.close()
    return body


def _plain(error: Exception, address: ServerAddress, server_name: str) -> Exception:
    """What a failure of urllib3 is about, as the everyday transport has it."""
    cause = error.original_error if isinstance(error, trouble.ProxyError) else error
    if isinstance(cause, trouble.MaxRetryError) and cause.reason is not None:
        cause = cause.reason
    prefix = "proxyconnect tcp: " if isinstance(error, trouble.ProxyError) else ""
    if isinstance(cause, trouble.NameResolutionError):
        return DialError(prefix + lookup_failure(address.host, _beneath(cause) or OSError()))
    if isinstance(cause, trouble.NewConnectionError | trouble.ConnectTimeoutError):
        return DialError(prefix + dial_failure(address.host, address.port, _beneath(cause) or TimeoutError()))
    if isinstance(cause, trouble.SSLError):
        return handshake_failure(_beneath(cause) or cause, server_name or address.host)
    if isinstance(cause, trouble.TimeoutError | TimeoutError):
        return DeadlineError()
    beneath = _beneath(cause)
    if isinstance(cause, trouble.ProxyError) or prefix:
        return DialError(str(beneath or cause))
    if isinstance(beneath, ConnectionError) and beneath.errno:
        return beneath
    if isinstance(cause, trouble.IncompleteRead | trouble.InvalidChunkLength):
        return AnswerError("unexpected EOF")
    if isinstance(cause, trouble.ProtocolError):
        text = str(beneath or cause)
        return AnswerError("EOF" if "without response" in text else "unexpected EOF" if "Incomplete" in text else text)
    return cause


def _beneath(error: BaseException) -> OSError | None:
    """The failure of a system call that an error comes from."""
    seen: BaseException | None = error
    while seen is not None:
        for inner in (seen, *seen.args):
            if isinstance(inner, ssl.SSLError | socket.gaierror | OSError) and not isinstance(inner, trouble.HTTPError):
                return inner
        seen = seen.__cause__ or seen.__context__
    return None
