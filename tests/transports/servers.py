"""Servers that do as a test says, byte by byte, and remember what they were asked."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from pathlib import Path

from transports.certificates import Issued
from transports.listening import Listener


class Received:
    """A request as it came: `connection` counts the connections of the server from 1."""

    def __init__(self, connection: int, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.connection = connection
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body

    def header(self, name: str) -> str | None:
        """The value of a header, None without it."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Line:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.sock.sendall(data)

    def answer(self, content: object = None, status: int = 200, **headers: str) -> None:
        """A whole answer with JSON as its body."""
        body = json.dumps(content).encode()
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = (
            f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
        )
        self.send(head.encode() + body)

    def chunks(self, *pieces: bytes, end: bool = True) -> None:
        """An answer in chunks; without `end` it stays unfinished."""
        self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            self.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        if end:
            self.send(b"0\r\n\r\n")

    def hang_up(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def reset(self) -> None:
        """Break the connection off (RST)."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.sock.detach())


Script = Callable[[Received, Line], None]


class Server:
    """Listens on a port of this machine and hands each request to a script."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.requests: list[Received] = []
        self._context = context
        self._listener = Listener(self._serve)
        self.port = self._listener.port
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many there have been."""
        return self._listener.connections

    def close(self) -> None:
        """Stop listening and break all connections."""
        self._listener.close()

    def _serve(self, sock: socket.socket, number: int) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is not None:
            sock = self._context.wrap_socket(sock, server_side=True)
            self._listener.took_over(sock)
        elif sock.recv(1, socket.MSG_PEEK) == b"\x16":
            # A greeting of TLS, to which servers of plain HTTP answer so.
            sock.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to an HTTP server.\n")
            return
        with sock, sock.makefile("rb") as stream:
            while True:
                request = _read(stream, number)
                if request is None:
                    break
                self.requests.append(request)
                self.script(request, Line(sock))


def _read(stream: object, number: int) -> Received | None:
    """The next request; None at the end of the connection."""
    first = stream.readline()  # type: ignore[attr-defined]
    if first.count(b" ") < 2:
        return None
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers = []
    while True:
        line = stream.readline().decode("latin-1").strip()  # type: ignore[attr-defined]
        if not line:
            break
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    body = stream.read(length) if length else b""  # type: ignore[attr-defined]
    return Received(number, method, target, headers, body)


def server_context(issued: Issued, folder: Path, client_authority: bytes = b"") -> ssl.SSLContext:
    """TLS with a certificate; with an authority of clients, who have to show theirs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    file = folder / f"server-{id(issued)}.pem"
    file.write_bytes(issued.certificate + issued.key)
    context.load_cert_chain(file)
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_authority.decode())
    return context


class Proxy:
    """A proxy for CONNECT and for plain requests, which remembers their heads and may ask for a password."""

    def __init__(self, authorization: str = "") -> None:
        self.heads: list[str] = []
        self._authorization = authorization
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def close(self) -> None:
        """Stop listening and break all connections."""
        self._listener.close()

    def _serve(self, sock: socket.socket, _number: int) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = sock.recv(65536)
            if not piece:
                return
            data += piece
        head, _, rest = data.partition(b"\r\n\r\n")
        self.heads.append(head.decode())
        if f"authorization: {self._authorization}".lower() not in head.decode().lower() and self._authorization:
            sock.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        method, target, _ = head.decode().split(" ", 2)
        authority, _, path = target.removeprefix("http://").partition("/")
        host, _, port = authority.partition(":")
        with socket.create_connection((host, int(port or 80))) as upstream:
            if method == "CONNECT":
                sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                upstream.sendall(head.replace(target.encode(), b"/" + path.encode(), 1) + b"\r\n\r\n" + rest)
            back = threading.Thread(target=_pump, args=(upstream, sock), daemon=True)
            back.start()
            _pump(sock, upstream)
            back.join(10)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
