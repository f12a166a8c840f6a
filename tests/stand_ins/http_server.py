"""A real HTTP(S) server on the loopback interface that answers as it is told, faults included, and remembers requests.

Example::

    with HttpServer() as server:
        server.put("/index.yaml", index)  # with ETag, Last-Modified, conditional requests, ranges
        server.put("/a.tgz", data, cut_after=10)  # the first answer is cut short, the next one is whole
        server.redirect("/moved.tgz", f"{other.url}/a.tgz")
        server.answer("/busy", Answer(status=503, headers={"Retry-After": "0"}), Answer(b"at last"))
        server.credentials = "me:secret"  # 401 without them
        assert server.paths == ["/index.yaml"]

    authority = Authority(tmp_path)  # a CA of one's own
    HttpServer(identity=authority.issue("127.0.0.1"))  # https
    HttpServer(identity=authority.issue("127.0.0.1"), client_authority=authority)  # demands client certificates
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import ipaddress
import socket
import ssl
import struct
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CHUNK = bytes(64 * 1024)


class Identity(NamedTuple):
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


class Authority:
    """A certificate authority whose files lie in a folder; `certificate` is what clients are told to trust."""

    def __init__(self, folder: Path, name: str = "test authority") -> None:
        self._folder = folder
        self._name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._count = 0
        self.certificate = folder / f"{name.replace(' ', '-')}.pem"
        made = self._sign(name, self._key.public_key(), [], days=3650, is_authority=True)
        self.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def issue(self, *names: str, expired: bool = False, password: str = "", alternative_names: bool = True) -> Identity:
        """A certificate for some host names or addresses (of a server or of a client), perhaps of yesterday.

        The first one is the common name also; without `alternative_names` it is only that.
        """
        self._count += 1
        stem = f"{self.certificate.stem}-{self._count}"
        key = ec.generate_private_key(ec.SECP256R1())
        listed = list(names) if alternative_names else []
        made = self._sign(names[0], key.public_key(), listed, days=-1 if expired else 365, is_authority=False)
        identity = Identity(self._folder / f"{stem}.crt", self._folder / f"{stem}.key")
        identity.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        identity.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption(),
            )
        )
        return identity

    def _sign(
        self, subject: str, key: ec.EllipticCurvePublicKey, names: list[str], *, days: int, is_authority: bool
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self._name)]))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=30))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), False)
        return builder.sign(self._key, hashes.SHA256())


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Request(NamedTuple):
    """What was asked: the path with its query, and the headers by their names in small letters."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


class Answer(NamedTuple):
    """One answer.

    - `length`: the Content-Length to claim (None: the true one, -1: none, the end of the connection is the end)
    - `chunked`: in chunks instead
    - `cut_after`: close the connection after that many bytes of the body; `reset`: with a TCP reset
    - `endless`: repeat the body for ever (without Content-Length unless `length` claims one)
    - `drip`: seconds between single bytes of the body; `delay`: seconds before the head
    - `raw`: these bytes instead of any answer, then the connection is closed
    """

    body: bytes = b""
    status: int = 200
    reason: str | None = None
    headers: Mapping[str, str] = {}
    length: int | None = None
    chunked: bool = False
    cut_after: int | None = None
    reset: bool = False
    endless: bool = False
    drip: float = 0
    delay: float = 0
    raw: bytes | None = None


class _Content:
    """A file that is served with validators, conditional requests and ranges."""

    def __init__(
        self, body: bytes, etag: str | None, modified: str | None, ranges: bool, cuts: list[int], headers: Any
    ) -> None:
        self.body = body
        self.etag = etag
        self.modified = modified
        self.ranges = ranges
        self.cuts = cuts
        self.headers = dict(headers or {})

    def answer(self, request: Request) -> Answer:
        headers: dict[str, str] = dict(self.headers)
        if self.etag:
            headers["ETag"] = self.etag
        if self.modified:
            headers["Last-Modified"] = self.modified
        if self.ranges:
            headers["Accept-Ranges"] = "bytes"
        asked = request.headers
        known = asked.get("if-none-match")
        if (self.etag and known == self.etag) or (
            known is None and self.modified and asked.get("if-modified-since") == self.modified
        ):
            return Answer(status=304, headers=headers)
        cut = self.cuts.pop(0) if self.cuts else None
        wanted = asked.get("range", "")
        if self.ranges and wanted.startswith("bytes=") and asked.get("if-range", self.etag) == self.etag:
            start = int(wanted[6:].partition("-")[0])
            if start >= len(self.body):
                return Answer(status=416, headers={**headers, "Content-Range": f"bytes */{len(self.body)}"})
            headers["Content-Range"] = f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"
            return Answer(self.body[start:], 206, headers=headers, cut_after=cut)
        return Answer(self.body, headers=headers, cut_after=cut)


Reply = Answer | Callable[[Request], Answer]


class HttpServer:
    """A server that listens from its making on until `close` (or the end of a ``with``).

    `asked` are the requests in the order in which they came. With an `identity` it speaks TLS, with a
    `client_authority` also it wants client certificates of that (or takes them, where they are `optional_client`):
    `clients` are their names, a connection each; `refused` counts handshakes that failed.
    """

    def __init__(
        self,
        *,
        identity: Identity | None = None,
        client_authority: Authority | None = None,
        optional_client: bool = False,
        credentials: str = "",
        host: str = "127.0.0.1",
    ) -> None:
        self.credentials = credentials
        self.asked: list[Request] = []
        self.connections = 0
        self.refused = 0
        self.clients: list[str] = []
        self.closing = threading.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._contents: dict[str, _Content] = {}
        self._folders: list[tuple[str, Path]] = []
        self._lock = threading.Lock()
        context = _server_context(identity, client_authority, optional_client) if identity else None
        self._server = _Listener((host, 0), self, context)
        self.port: int = self._server.server_address[1]
        self.origin = f"{host}:{self.port}"
        self.url = f"{'https' if identity else 'http'}://{self.origin}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [request.path for request in self.asked]

    def put(
        self,
        path: str,
        body: bytes,
        *,
        etag: str | None = "",
        modified: str | None = "Wed, 01 Jan 2020 00:00:00 GMT",
        ranges: bool = True,
        cut_after: int | tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Serve content, replacing what was there: with a strong ETag unless one is given (None: without).

        The first answers are cut after `cut_after` bytes of what they would have sent.
        """
        cuts = [cut_after] if isinstance(cut_after, int) else list(cut_after)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if etag == "" else etag
        self._contents[path] = _Content(body, etag, modified, ranges, cuts, headers)

    def serve(self, folder: Path, at: str = "/") -> None:
        """Serve the files of a folder below a path, with validators made of their times and sizes."""
        self._folders.append((at.rstrip("/") + "/", folder))

    def answer(self, path: str, *replies: Reply) -> None:
        """Give these answers at a path, one a request, the last one from then on."""
        self._replies[path] = list(replies)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Lead a path to some other place."""
        self.answer(path, Answer(status=status, headers={"Location": target}))

    def take(self) -> list[Request]:
        """What was asked since the last time."""
        with self._lock:
            asked, self.asked = self.asked, []
        return asked

    def close(self) -> None:
        """Stop listening and end what is going on."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reply_to(self, request: Request) -> Answer:
        """The answer to a request, which is remembered."""
        with self._lock:
            self.asked.append(request)
            expected = "Basic " + b64encode(self.credentials.encode()).decode()
            if self.credentials and request.authorization != expected:
                return Answer(b"unauthorized\n", 401, headers={"WWW-Authenticate": 'Basic realm="charts"'})
            path = request.path.partition("?")[0]
            replies = self._replies.get(path)
            if replies:
                reply = replies.pop(0) if len(replies) > 1 else replies[0]
                return reply if isinstance(reply, Answer) else reply(request)
            content = self._contents.get(path) or self._file(path)
            return content.answer(request) if content else Answer(b"not found\n", 404)

    def _file(self, path: str) -> _Content | None:
        for prefix, folder in self._folders:
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and ".." not in path and file.is_file():
                stat = file.stat()
                tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
                return _Content(file.read_bytes(), tag, formatdate(stat.st_mtime, usegmt=True), True, [], None)
        return None


def _server_context(identity: Identity, client_authority: Authority | None, optional: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity.certificate, identity.key)
    if client_authority:
        context.verify_mode = ssl.CERT_OPTIONAL if optional else ssl.CERT_REQUIRED
        context.load_verify_locations(client_authority.certificate)
    return context


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], owner: HttpServer, context: ssl.SSLContext | None) -> None:
        self.owner = owner
        self.context = context
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        sock, address = super().get_request()
        self.owner.connections += 1
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.context:
            sock.settimeout(10)
            sock = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return sock, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.context:
            try:
                request.do_handshake()
            except OSError:
                self.owner.refused += 1
                return
            subject = (request.getpeercert() or {}).get("subject", ())
            self.owner.clients.append(dict(pair for part in subject for pair in part).get("commonName", ""))
        super().finish_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.owner.reply_to(Request(self.path, headers, self.command))
        with contextlib.suppress(OSError):
            self._give(answer)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_POST()

    def _give(self, answer: Answer) -> None:
        if answer.delay and self.server.owner.closing.wait(answer.delay):
            return
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.status != 304 and not ((answer.endless and answer.length is None) or answer.length == -1):
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        else:
            self.close_connection = answer.status != 304
        self.end_headers()
        if self.command == "HEAD" or answer.status == 304:
            return
        body = answer.body if answer.cut_after is None else answer.body[: answer.cut_after]
        self._send_body(answer, body)
        if answer.cut_after is not None or answer.reset or (answer.length or 0) > len(body):
            self.close_connection = True
        if answer.reset:
            # With what is unsent discarded, the end of the connection is a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _send_body(self, answer: Answer, body: bytes) -> None:
        closing = self.server.owner.closing
        if answer.endless:
            body = (body or CHUNK) * max(1, len(CHUNK) // len(body or CHUNK))
            while not closing.is_set():
                self._send(answer, body)
        elif answer.drip:
            for position in range(len(body)):
                if closing.wait(answer.drip):
                    return
                self._send(answer, body[position : position + 1])
        elif body:
            self._send(answer, body)
        if answer.chunked and answer.cut_after is None:
            self.wfile.write(b"0\r\n\r\n")

    def _send(self, answer: Answer, part: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if answer.chunked else part)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is logged."""
