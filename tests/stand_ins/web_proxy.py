"""Proxies on the loopback interface, for HTTP (CONNECT included) and for SOCKS5: every host leads to one server."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from base64 import b64encode
from typing import Any, NamedTuple, Self

from stand_ins.http_server import Identity


class Errand(NamedTuple):
    """What a proxy was asked: the first line (or ``HOST:PORT``) and the headers by their names in small letters."""

    line: str
    headers: dict[str, str]


class WebProxy:
    """A proxy that leads every request to port `target` of this machine, if the credentials are right.

    With an `identity` TLS is spoken with the proxy itself.
    """

    def __init__(
        self,
        target: int,
        *,
        credentials: str = "",
        refusal: str = "403 Forbidden",
        identity: Identity | None = None,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.refusal = refusal
        self.errands: list[Errand] = []
        self._server = _Listener(("127.0.0.1", 0), _HttpHandler)
        self._server.owner = self
        if identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity.certificate, identity.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.url = f"{'https' if identity else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SocksProxy(WebProxy):
    """The same for SOCKS5; `answer` is the code of its replies (0: it works)."""

    def __init__(self, target: int, *, credentials: str = "", answer: int = 0) -> None:
        super().__init__(target, credentials=credentials)
        self.answer = answer
        self.url = f"socks5://127.0.0.1:{self.port}"
        self._server.RequestHandlerClass = _SocksHandler


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    owner: Any

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what some tests are about."""


class _HttpHandler(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        owner = self.server.owner
        line = self.rfile.readline().decode().strip()
        head = []
        while (field := self.rfile.readline().decode().strip()) != "":
            head.append(field)
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in head)}
        owner.errands.append(Errand(line, headers))
        expected = "Basic " + b64encode(owner.credentials.encode()).decode()
        if owner.credentials and headers.get("proxy-authorization") != expected:
            self.wfile.write(f"HTTP/1.1 {owner.refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            return
        with socket.create_connection(("127.0.0.1", owner.target)) as upstream:
            if line.startswith("CONNECT "):
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                method, url, version = line.split(" ")
                path = "/" + url.partition("//")[2].partition("/")[2]
                kept = [field for field in head if not field.lower().startswith(("proxy-", "connection:"))]
                # One request a connection: the next one may be for another path of the proxy.
                lines = [f"{method} {path} {version}", *kept, "Connection: close", "", ""]
                upstream.sendall("\r\n".join(lines).encode())
            _relay(self.connection, upstream)


class _SocksHandler(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        owner = self.server.owner
        methods = self.rfile.read(self.rfile.read(2)[1])
        wanted = 2 if owner.credentials else 0
        self.wfile.write(bytes((5, wanted if wanted in methods else 255)))
        if wanted:
            name = self.rfile.read(self.rfile.read(2)[1])
            password = self.rfile.read(self.rfile.read(1)[0])
            right = b":".join((name, password)).decode() == owner.credentials
            self.wfile.write(bytes((1, 0 if right else 1)))
            if not right:
                return
        kind = self.rfile.read(4)[3]
        if kind == 3:
            host = self.rfile.read(self.rfile.read(1)[0]).decode()
        else:
            family = socket.AF_INET if kind == 1 else socket.AF_INET6
            host = socket.inet_ntop(family, self.rfile.read(4 if kind == 1 else 16))
        (port,) = struct.unpack(">H", self.rfile.read(2))
        owner.errands.append(Errand(f"{host}:{port}", {}))
        self.wfile.write(bytes((5, owner.answer, 0, 1, 127, 0, 0, 1)) + struct.pack(">H", port))
        if owner.answer == 0:
            with socket.create_connection(("127.0.0.1", owner.target)) as upstream:
                _relay(self.connection, upstream)


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes from both sides until both have finished."""

    def pass_on(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=pass_on, args=(other, one), daemon=True)
    back.start()
    pass_on(one, other)
    back.join(5)
