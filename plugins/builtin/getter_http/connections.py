"""Connections of urllib3 that are dialled, shaken hands on and cut off as Go does it, and report in Go's words.

Rules: net/http (transport.go). What goes wrong before the first request raises FetchFailure.
"""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ....core.golib import tls
from ....core.golib.dial import dial
from .dial import ends, reach, speaks_http
from .failures import TIMEOUT, FetchFailure, tls_failure
from .response_head import StrictResponse

if TYPE_CHECKING:
    from .proxies import Proxy

_HEARING_SECONDS = 5


class Watch:
    """What a fetch is waiting on, so that another thread can end what takes too long.

    `ends` is ``LOCAL->REMOTE`` of the connection; with `is_over` nothing new may begin. `target` is what the request
    line asks for, as it was written: urllib3 writes escapes anew, which a signed URL does not survive.
    """

    def __init__(self) -> None:
        self.ends = ""
        self.target = ""
        self.is_over = False
        self._sock: socket.socket | None = None

    def begin(self) -> None:
        """Watch what the current thread does from here on."""
        _current.watch = self

    def use(self, sock: socket.socket | None, ends: str) -> None:
        """This is what is waited on from here on. Raises FetchFailure when it is over."""
        self._sock, self.ends = sock, ends
        if self.is_over:
            raise FetchFailure(TIMEOUT)

    def cut_off(self) -> None:
        """End whatever is waited on. Never raises."""
        self.is_over = True
        if self._sock is not None:
            try:
                # Also a socket that its connection has closed lives on where an answer is read from it.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
            except OSError:
                pass


_current = threading.local()


class PlainConnection(HTTPConnection):
    """A connection without TLS."""

    response_class = StrictResponse
    socks: Proxy | None = None
    """A SOCKS proxy through which the server is dialled."""
    _ends = ""

    def _new_conn(self) -> socket.socket:
        try:
            sock = self._dial()
        except FetchFailure as error:
            if self.proxy or self.socks:
                raise FetchFailure(f"proxyconnect tcp: {error}", details=(self._proxy_note(),)) from None
            raise
        self._ends = ends(sock)
        self._report(sock)
        return sock

    def _dial(self) -> socket.socket:
        if self.socks is None:
            return reach(self.host.strip("[]"), self.port or 0)
        from .socks import open_through

        return open_through(self.socks, reach(self.socks.host, self.socks.port), self.host.strip("[]"), self.port or 0)

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> None:
        """Send a request, from which on the answer is waited for; for what the watch has as its target, if it has."""
        self._report(self.sock)
        watch: Watch | None = getattr(_current, "watch", None)
        super().request(method, (watch and watch.target) or url, *arguments, **named)
        self._report(self.sock)

    def _report(self, sock: Any) -> None:
        watch: Watch | None = getattr(_current, "watch", None)
        if watch:
            watch.use(sock, self._ends)

    def _proxy_note(self) -> str:
        if self.socks:
            return f"proxy: {self.socks.address}"
        return f"proxy: {self.proxy.scheme}://{self.proxy.host}:{self.proxy.port}" if self.proxy else ""


class TLSConnection(PlainConnection, HTTPSConnection):
    """A connection with TLS, whose certificate and name are verified before anything is sent."""

    def connect(self) -> None:
        """Dial, through a proxy where there is one, and shake hands. Raises FetchFailure and what urllib3 raises."""
        try:
            super().connect()
        except (ssl.SSLError, TimeoutError) as error:
            failure = self._handshake_failure(error)
            if self.proxy and not self.has_connected_to_proxy:
                raise FetchFailure(f"proxyconnect tcp: {failure}", details=(self._proxy_note(),)) from None
            raise failure from None

    def _handshake_failure(self, error: Exception) -> FetchFailure:
        """Why there is no TLS with a server, or with the proxy before it."""
        is_direct = not (self.proxy or self.socks)
        host = self.host if is_direct or not self.has_connected_to_proxy else self._tunnel_host or self.host
        server = host.strip("[]").rstrip(".")
        if not isinstance(error, ssl.SSLError):
            return FetchFailure("net/http: TLS handshake timeout")
        failure = tls.handshake_error(error, server, self._dial_again if is_direct else None)
        if failure.kind == tls.NOT_TLS and is_direct and speaks_http(server, self._dial_again):
            return FetchFailure("http: server gave HTTP response to HTTPS client")
        return tls_failure(failure)

    def request(self, *arguments: Any, **named: Any) -> None:
        """Send a request. Raises what the server says before it hangs up, rather than that it hung up."""
        try:
            super().request(*arguments, **named)
        except (ssl.SSLEOFError, ConnectionError):
            # With TLS 1.3 a server refuses a client's certificate when the request is on its way already.
            self._hear_out()
            raise

    def _hear_out(self) -> None:
        """Raise the ssl.SSLError for an alert that has arrived, if there is one."""
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.settimeout(_HEARING_SECONDS)
            try:
                self.sock.recv(1)
            except (ssl.SSLEOFError, ConnectionError, TimeoutError):
                pass

    def _dial_again(self, seconds: float) -> socket.socket:
        return dial(self.host.strip("[]"), self.port or 0, seconds)


class PlainPool(HTTPConnectionPool):
    """Connections to one place without TLS, perhaps through a SOCKS proxy."""

    ConnectionCls = PlainConnection
    socks: Proxy | None = None

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        connection.socks = self.socks  # type: ignore[attr-defined]
        return connection


class TLSPool(PlainPool, HTTPSConnectionPool):
    """The same with TLS."""

    ConnectionCls = TLSConnection
