from __future__ import annotations

import gzip
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.getter_http import getter
from pilothouse.plugins.builtin.getter_http.failures import BODY_TIMEOUT

Answer = Callable[[BaseHTTPRequestHandler], None]
CREDENTIALS = FetchOptions(username="me", password="canary")


class Server:
    """A server on the loopback interface that answers as it is told and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str | None]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, self.headers["Authorization"]))
                server.answers[self.path](self)

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def body(content: bytes, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


def redirect(target: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.end_headers()

    return answer


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    pair = Server(), Server()
    yield pair
    for server in pair:
        server.close()


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return make_kernel()


def refusal(kernel: Kernel, url: str) -> str:
    with pytest.raises(RepositoryError) as caught:
        kernel.fetch(url, CREDENTIALS)
    return caught.value.message


def test_credentials_go_to_their_own_server_and_to_no_other(kernel: Kernel, servers: tuple[Server, Server]) -> None:
    first, second = servers
    first.answers = {"/a": redirect("/b"), "/b": redirect(f"{second.url}/c")}
    second.answers = {"/c": redirect(f"{second.url}/d"), "/d": body(b"x: 1\n")}
    assert kernel.fetch(f"{first.url}/a", CREDENTIALS) == b"x: 1\n"
    sent = "Basic " + b64encode(b"me:canary").decode()
    assert (first.asked, second.asked) == ([("/a", sent), ("/b", sent)], [("/c", None), ("/d", None)])


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", 'Get "file:///etc/passwd": unsupported protocol scheme "file"'),
        ("ftp://127.0.0.1/x", 'Get "ftp://127.0.0.1/x": unsupported protocol scheme "ftp"'),
        ("gopher:x", 'Get "gopher:x": unsupported protocol scheme "gopher"'),
    ],
)
def test_a_redirect_leads_to_http_only(
    kernel: Kernel, servers: tuple[Server, Server], target: str, message: str
) -> None:
    servers[0].answers = {"/a": redirect(target)}
    assert refusal(kernel, f"{servers[0].url}/a") == message


@pytest.mark.parametrize("target", ["http://[::1", "http://h:99999/", "http://h:x/", "//[/", "http://\x00/"])
def test_a_redirect_to_what_is_no_url_is_an_error(
    kernel: Kernel, servers: tuple[Server, Server], target: str
) -> None:
    servers[0].answers = {"/a": redirect(target)}
    assert refusal(kernel, f"{servers[0].url}/a").startswith('Get "http://')


@pytest.mark.parametrize("url", ["http://[::1", "http://h:99999/", "http://h:x/", "http://", "http://\x00/"])
def test_what_is_no_url_is_an_error(kernel: Kernel, url: str) -> None:
    assert refusal(kernel, url)


def test_redirects_in_a_circle_end(kernel: Kernel, servers: tuple[Server, Server]) -> None:
    url = f"{servers[0].url}/a"
    servers[0].answers = {"/a": redirect("/a")}
    assert refusal(kernel, url) == 'Get "/a": stopped after 10 redirects'


def test_passwords_in_urls_are_in_no_message(kernel: Kernel, servers: tuple[Server, Server]) -> None:
    first, _ = servers
    secret = first.url.replace("//", "//me:can@ary:canary@")
    first.answers = {"/a": lambda request: request.send_error(500), "/b": redirect(f"{secret}/b")}
    for path in ("/a", "/b"):
        message = refusal(kernel, secret + path)
        assert ("canary" in message, "me:***@" in message) == (False, True)
    assert "canary" not in refusal(kernel, "http://me:canary@127.0.0.1:1/")


def test_an_answer_without_end_is_cut_off(
    kernel: Kernel, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getter, "MAX_BODY", 100_000)
    url = f"{servers[0].url}/a"
    servers[0].answers = {"/a": body(bytes(1_000_000))}
    assert refusal(kernel, url) == f"Failed to fetch {url} : the answer is larger than 100000 bytes"


def test_packed_answers_are_not_unpacked(kernel: Kernel, servers: tuple[Server, Server]) -> None:
    packed = gzip.compress(bytes(50_000_000))
    servers[0].answers = {"/a": body(packed, Content_Encoding="gzip, gzip, gzip")}
    assert kernel.fetch(f"{servers[0].url}/a", FetchOptions()) == packed


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_dawdles_is_not_waited_for(
    kernel: Kernel, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(getter, "MAX_SECONDS", 0.5)
    over = threading.Event()

    def dawdle(request: BaseHTTPRequestHandler) -> None:
        if where == "body":
            request.send_response(200)
            request.end_headers()
        try:
            while not over.wait(0.05):
                request.wfile.write(b"x")
        except OSError:
            pass

    url = f"{servers[0].url}/a"
    servers[0].answers = {"/a": dawdle}
    assert refusal(kernel, url) == f'Get "{url}": {BODY_TIMEOUT}'
    over.set()


def test_a_server_with_a_certificate_of_an_unknown_authority_is_not_believed(
    kernel: Kernel, tmp_path: Path
) -> None:
    import ssl

    from pilothouse.plugins.builtin.sprig.certificates import gen_self_signed_cert

    pair = gen_self_signed_cert("localhost", ["127.0.0.1"], [], 1)
    files = [tmp_path / "cert.pem", tmp_path / "key.pem"]
    for path, text in zip(files, (pair.cert, pair.key), strict=True):
        path.write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server = Server()
    server.answers = {"/a": body(b"x")}
    server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
    url = server.url.replace("http:", "https:") + "/a"
    assert "certificate" in refusal(kernel, url).lower()
    assert kernel.fetch(url, FetchOptions(ca_file=str(files[0]))) == b"x"
    server.close()
