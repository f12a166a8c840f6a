from __future__ import annotations

import contextlib
import socket
from html.parser import HTMLParser
from typing import Any

import pytest
from pilothouse.plugins.builtin.chart_server.requests import ChartRequestHandler
from serving import Served

TEXT = "text/plain; charset=utf-8"
ARCHIVE = b"\x1f\x8b\x08" + bytes(range(97))
WRITTEN = "Wed, 01 Jan 2020 00:00:00 GMT"


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"])


@pytest.mark.parametrize("path", ["/", "/charts/", "/charts/index.html", "/charts/index", "/?q=web", "/%63harts/"])
def test_the_page_is_at_helms_addresses(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<title>Helm Repository</title>" in answer.text


@pytest.mark.parametrize(
    "path", ["/web-1.9.0.tgz", "/charts/web-1.9.0.tgz", "/charts//web-1.9.0.tgz", "/web%2D1.9.0.tgz"]
)
def test_archives_are_served_with_and_without_the_prefix(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert (answer.status, answer.body) == (200, ARCHIVE)
    assert answer.headers["content-type"] == "application/x-gzip"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("index.yaml", b"apiVersion: v1\n", TEXT),
        ("a.prov", b"-----BEGIN PGP SIGNED MESSAGE-----\n", TEXT),
        ("a.json", b"{}", "application/json"),
        ("A.PNG", b"x", "image/png"),
        ("page", b"<html>", "text/html; charset=utf-8"),
        ("empty", b"", TEXT),
        ("binary", b"\x00", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_name_or_the_content(served: Served, name: str, content: bytes, kind: str) -> None:
    (served.folder / name).write_bytes(content)
    answer = served.ask(f"/{name}")
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, kind, content)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/none", 404, "404 page not found\n"),
        ("/charts", 404, "404 page not found\n"),
        ("/../secret", 400, "invalid URL path\n"),
        ("/%2e%2e/secret", 400, "invalid URL path\n"),
        ("/charts/..%2fsecret", 400, "invalid URL path\n"),
        ("/charts/..\\secret", 400, "invalid URL path\n"),
        ("/%zz", 400, "400 Bad Request\n"),
        ("/a%00b", 404, "404 page not found\n"),
        ("/link", 404, "404 page not found\n"),
    ],
)
def test_what_is_not_there_or_leads_out_is_refused(served: Served, path: str, status: int, text: str) -> None:
    (served.folder.parent / "secret").write_text("secret")
    (served.folder / "link").symlink_to("../secret")
    answer = served.ask(path)
    assert (answer.status, answer.text, answer.headers["content-type"]) == (status, text, TEXT)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/index.html", "./"),
        ("/below/index.html", "./"),
        ("/below", "below/"),
        ("/below?x=%0d%0aY:1", "below/?x=%0d%0aY:1"),
    ],
)
def test_folders_and_their_pages_redirect_as_in_go(served: Served, path: str, where: str) -> None:
    (served.folder / "below").mkdir()
    answer = served.ask(path)
    assert (answer.status, answer.headers["location"], answer.body) == (301, where, b"")


def test_a_folder_inside_is_listed_escaped(served: Served) -> None:
    below = served.folder / "below"
    below.mkdir()
    for name in ("a.tgz", "<b>", "javascript:x", "quo'te\""):
        (below / name).write_text("x")
    answer = served.ask("/charts/below/")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert Links(answer.text).found == ["%3Cb%3E", "a.tgz", "./javascript%3Ax", "quo%27te%22"]
    assert "&lt;b&gt;" in answer.text


def test_a_folder_inside_shows_its_own_page(served: Served) -> None:
    (served.folder / "below").mkdir()
    (served.folder / "below" / "index.html").write_text("<html>mine</html>")
    assert served.ask("/below/").text == "<html>mine</html>"


def test_the_head_comes_without_content(served: Served) -> None:
    for path in ("/", "/web-1.9.0.tgz", "/none", "/index.yaml"):
        whole, head = served.ask(path), served.ask(path, "HEAD")
        assert (head.status, head.body) == (whole.status, b"")
        assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.body))


@pytest.mark.parametrize(
    ("asked", "status", "body", "where"),
    [
        ("bytes=1-3", 206, ARCHIVE[1:4], "bytes 1-3/100"),
        ("bytes=-2", 206, ARCHIVE[-2:], "bytes 98-99/100"),
        ("bytes=0-0,5-5", 200, ARCHIVE, None),
        ("bytes=100-", 416, b"invalid range: failed to overlap\n", "bytes */100"),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(
    served: Served, asked: str, status: int, body: bytes, where: str | None
) -> None:
    answer = served.ask("/web-1.9.0.tgz", Range=asked)
    assert (answer.status, answer.body, answer.headers.get("content-range")) == (status, body, where)


def test_a_file_is_not_sent_again_when_it_did_not_change(served: Served) -> None:
    first = served.ask("/web-1.9.0.tgz")
    modified = first.headers["last-modified"]
    assert served.ask("/web-1.9.0.tgz", If_Modified_Since=modified)[0::2] == (304, b"")
    assert served.ask("/web-1.9.0.tgz", If_Modified_Since=WRITTEN).status == 200
    assert served.ask("/web-1.9.0.tgz", If_Modified_Since="nonsense").status == 200
    assert served.ask("/web-1.9.0.tgz", Range="bytes=0-0", If_Range=modified).status == 206
    assert served.ask("/web-1.9.0.tgz", Range="bytes=0-0", If_Range=WRITTEN).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "X<y>"])
def test_other_methods_are_refused_in_plain_text(served: Served, method: str) -> None:
    answer = served.ask("/", method)
    assert (answer.status, answer.text, answer.headers["content-type"]) == (501, "501 Not Implemented\n", TEXT)


def test_an_index_that_cannot_be_read_is_a_failure_of_the_server(served: Served) -> None:
    (served.folder / "index.yaml").unlink()
    answer = served.ask("/")
    assert (answer.status, answer.headers["content-type"]) == (500, TEXT)
    assert answer.text == f"open {served.folder}/index.yaml: no such file or directory\n"


@pytest.mark.parametrize("nonsense", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"x" * 70_000])
def test_what_is_no_request_is_answered_and_forgotten(served: Served, nonsense: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(nonsense)
        assert connection.recv(9) == b"HTTP/1.1 "
    assert served.ask("/").status == 200


def test_idle_connections_keep_nobody_out_for_long(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChartRequestHandler, "timeout", 0.05)
    idle = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(80)]
    try:
        assert served.ask("/").status == 200
    finally:
        for connection in idle:
            connection.close()


def test_clients_that_never_end_their_requests_keep_nobody_out(served: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(80)]
    try:
        for connection in slow:
            with contextlib.suppress(ConnectionError):
                connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert served.ask("/").status == 200
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (b"GET http://[ HTTP/1.1", b"", b"400"),
        (b"GET /web-1.9.0.tgz HTTP/1.1", b"Range: bytes=" + b"9" * 5000 + b"-\r\n", b"416"),
        (b"GET /web-1.9.0.tgz HTTP/1.1", b"Range: bytes=-" + b"9" * 5000 + b"\r\n", b"416"),
        (b"GET /" + b"a/" * 5000 + b" HTTP/1.1", b"", b"500"),
        (b"GET / HTTP/1.1", b"X: y\r\n" * 200, b"431"),
        (b"GET / HTTP/1.1", b"X: " + b"y" * 70_000 + b"\r\n", b"431"),
    ],
)
def test_odd_requests_are_answered(served: Served, request_line: bytes, headers: bytes, status: bytes) -> None:
    assert exchange(served, request_line + b"\r\n" + headers + b"Connection: close\r\n\r\n").split()[1] == status


@pytest.mark.parametrize("framing", [b"Content-Length: 24", b"Transfer-Encoding: chunked"])
def test_the_body_of_a_request_is_not_taken_for_another_request(served: Served, framing: bytes) -> None:
    answers = exchange(served, b"GET / HTTP/1.1\r\n" + framing + b"\r\n\r\nGET /none HTTP/1.1\r\n\r\n")
    assert answers.count(b"HTTP/1.1 ") == 1


def exchange(served: Served, request: bytes) -> bytes:
    """Everything that the server says to these bytes until it hangs up."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                answer += part
        return answer


def test_a_client_that_goes_away_disturbs_nobody(served: Served) -> None:
    (served.folder / "large").write_bytes(bytes(5_000_000))
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.recv(10)
    assert len(served.ask("/large").body) == 5_000_000
