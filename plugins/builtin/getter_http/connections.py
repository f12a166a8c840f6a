"""Connections of urllib3 that are dialled, shaken hands on and cut off as Go does it, and report in Go's words.

Rules: net (dial.go), net/http (transport.go). What goes wrong before the first request raises FetchFailure.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .distrust import distrust, wants_a_look
from .failures import TIMEOUT, FetchFailure, TruncatedHeadError, dial_failure, lookup_failure, tls_failure

if TYPE_CHECKING:
    from .proxies import Proxy
    from .tls_material import TLSMaterial

CONNECT_SECONDS = 30
"""For reaching a server, and again for a handshake."""
_LOOK_SECONDS = 5


class Watch:
    """What a fetch is waiting on, so that another thread can end what takes too long.

    `ends` is ``LOCAL->REMOTE`` of the connection; with `is_over` nothing new may begin.
    """

    def __init__(self) -> None:
        self.ends = ""
        self.is_over = False
        self._sock: socket.socket | None = None

    def begin(self) -> None:
        """Watch what the current thread does from here on."""
        _current.watch = self

    def use(self, sock: socket.socket | None, ends: str = "") -> None:
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


class WholeHead(http.client.HTTPResponse):
    """An answer whose head has to be whole: the end of the connection does not end it, as it does for http.client."""

    def begin(self) -> None:
        """Read the head. Raises TruncatedHeadError when the connection ends in it."""
        recorder = _LastLine(self.fp)
        self.fp = recorder  # type: ignore[assignment]
        try:
            super().begin()
        except http.client.RemoteDisconnected:
            raise
        except http.client.HTTPException:
            if recorder.is_cut:
                raise TruncatedHeadError from None
            raise
        finally:
            if self.fp is not None:
                self.fp = recorder.file
        if recorder.is_cut:
            raise TruncatedHeadError


class _LastLine:
    """A file of which is known how its last line ended."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self._began = False
        self._last = b"\n"

    def readline(self, limit: int) -> bytes:
        """The next line."""
        self._last = self.file.readline(limit)
        self._began = self._began or self._last.startswith(b"HTTP/")
        return bytes(self._last)

    @property
    def is_cut(self) -> bool:
        """Whether the end came before the end of a line of what began as an answer."""
        return self._began and not self._last.endswith(b"\n")

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class _Reporting(HTTPConnection):
    """What both kinds of connection have in common."""

    response_class = WholeHead
    _ends = ""
    socks: Proxy | None = None
    """A SOCKS proxy through which the server is dialled."""

    def _new_conn(self) -> socket.socket:
        try:
            if self.socks:
                from .socks import open_through

                sock = open_through(self.socks, dial(self.socks.host, self.socks.port), self.host, self.port or 0)
            else:
                sock = dial(self.host.strip("[]"), self.port or 0)
        except FetchFailure as error:
            if self.proxy or self.socks:
                raise FetchFailure(f"proxyconnect tcp: {error}", details=(self._proxy_note(),)) from None
            raise
        self._ends = f"{_place(sock.getsockname())}->{_place(sock.getpeername())}"
        self._report(sock)
        return sock

    def request(self, *arguments: Any, **named: Any) -> None:
        """Send a request, from which on the answer is waited for."""
        self._report(self.sock)
        super().request(*arguments, **named)
        self._report(self.sock)

    def _report(self, sock: Any) -> None:
        watch: Watch | None = getattr(_current, "watch", None)
        if watch:
            watch.use(sock, self._ends)

    def _proxy_note(self) -> str:
        if self.socks:
            return f"proxy: {self.socks.address}"
        return f"proxy: {self.proxy.scheme}://{self.proxy.host}:{self.proxy.port}" if self.proxy else ""


class PlainConnection(_Reporting):
    """A connection without TLS."""


class TLSConnection(_Reporting, HTTPSConnection):
    """A connection with TLS, whose certificate and name are verified before anything is sent."""

    material: TLSMaterial | None = None

    def connect(self) -> None:
        """Dial, through a proxy where there is one, and shake hands. Raises FetchFailure and what urllib3 raises."""
        try:
            super().connect()
        except ssl.SSLCertVerificationError as error:
            server = self._server_name()
            certificate = self._look() if wants_a_look(error) else {}
            raise distrust(error, server, certificate) from None
        except ssl.SSLError as error:
            raise tls_failure(error) from None
        except TimeoutError:
            raise FetchFailure("net/http: TLS handshake timeout") from None

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
            self.sock.settimeout(_LOOK_SECONDS)
            try:
                self.sock.recv(1)
            except (ssl.SSLEOFError, ConnectionError, TimeoutError):
                pass

    def _server_name(self) -> str:
        return (self._tunnel_host or self.host).strip("[]").rstrip(".")

    def _look(self) -> dict[str, Any]:
        """What the server's certificate says of itself, empty when it cannot be had (or only through a proxy)."""
        if self.material is None or self.proxy or self.socks:
            return {}
        server = self._server_name()
        try:
            with dial(server, self.port or 0, _LOOK_SECONDS) as sock:
                sock.settimeout(_LOOK_SECONDS)
                with self.material.curious_context().wrap_socket(sock, server_hostname=server) as secure:
                    return dict(secure.getpeercert() or {})
        except (FetchFailure, OSError, ValueError):
            return {}


class PlainPool(HTTPConnectionPool):
    """Connections to one place without TLS."""

    ConnectionCls = PlainConnection
    socks: Proxy | None = None

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        connection.socks = self.socks  # type: ignore[attr-defined]
        return connection


class TLSPool(HTTPSConnectionPool):
    """Connections to one place with TLS."""

    ConnectionCls = TLSConnection
    socks: Proxy | None = None
    material: TLSMaterial | None = None

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        connection.socks, connection.material = self.socks, self.material  # type: ignore[attr-defined]
        return connection


def dial(host: str, port: int, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """A TCP connection to the first address that answers. Raises FetchFailure about the first one, as Go does."""
    try:
        encoded = host.encode("ascii" if host.isascii() else "idna")
        found = socket.getaddrinfo(encoded, port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise lookup_failure(host, error) from None
    failure: FetchFailure | None = None
    deadline = time.monotonic() + seconds
    for position, (family, kind, protocol, _, place) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            # The time left is shared out, so that one dead address does not use it up.
            sock.settimeout(max((deadline - time.monotonic()) / (len(found) - position), 0.001))
            sock.connect(place)
        except OSError as error:
            sock.close()
            failure = failure or dial_failure(str(place[0]), port, error)
            continue
        sock.settimeout(seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise failure or lookup_failure(host, OSError("no such host"))


def _place(name: Any) -> str:
    """An address of a socket as Go writes it."""
    if not isinstance(name, tuple):
        return str(name)
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
