"""What is fetched, and what hostile servers make of it: credentials, redirects, limits. Whole commands included."""

from __future__ import annotations

import gzip
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel, run
from pilothouse.plugins.builtin.getter_http import download, getter
from pilothouse.plugins.builtin.getter_http.failures import BODY_TIMEOUT
from stand_ins.http_server import Answer, Authority, HttpServer

CREDENTIALS = FetchOptions(username="me", password="canary")
SENT = "Basic " + b64encode(b"me:canary").decode()


@pytest.fixture
def servers() -> Iterator[tuple[HttpServer, HttpServer]]:
    with HttpServer() as first, HttpServer() as second:
        yield first, second


@pytest.fixture(autouse=True)
def without_proxies_and_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(download, "_FIRST_PAUSE", 0)


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


def refusal(kernel: Kernel, url: str, options: FetchOptions = CREDENTIALS) -> str:
    with pytest.raises(RepositoryError) as caught:
        kernel.fetch(url, options)
    return caught.value.message


def sent(server: HttpServer) -> list[tuple[str, str | None]]:
    return [(request.path, request.authorization) for request in server.asked]


def test_credentials_go_to_their_own_server_and_to_no_other(
    kernel: Kernel, servers: tuple[HttpServer, HttpServer]
) -> None:
    first, second = servers
    first.redirect("/a", "/b")
    first.redirect("/b", f"{second.url}/c")
    second.redirect("/c", f"{second.url}/d")
    second.redirect("/d", f"{first.url}/e")
    first.put("/e", b"x: 1\n")
    assert kernel.fetch(f"{first.url}/a", CREDENTIALS) == b"x: 1\n"
    assert sent(first) == [("/a", SENT), ("/b", SENT), ("/e", None)]
    assert sent(second) == [("/c", None), ("/d", None)]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", 'Get "file:///etc/passwd": unsupported protocol scheme "file"'),
        ("ftp://127.0.0.1/x", 'Get "ftp://127.0.0.1/x": unsupported protocol scheme "ftp"'),
        ("gopher:x", 'Get "gopher:x": unsupported protocol scheme "gopher"'),
    ],
)
def test_a_redirect_leads_to_http_only(
    kernel: Kernel, servers: tuple[HttpServer, HttpServer], target: str, message: str
) -> None:
    servers[0].redirect("/a", target)
    assert refusal(kernel, f"{servers[0].url}/a") == message


def test_passwords_in_urls_are_in_no_message(kernel: Kernel, servers: tuple[HttpServer, HttpServer]) -> None:
    first, _ = servers
    secret = first.url.replace("//", "//me:can@ary:canary@")
    first.answer("/a", Answer(status=500))
    first.redirect("/b", f"{secret}/b")
    for path in ("/a", "/b"):
        message = refusal(kernel, secret + path)
        assert ("canary" in message, "me:***@" in message) == (False, True)
    assert "canary" not in refusal(kernel, "http://me:canary@127.0.0.1:1/")


@pytest.mark.parametrize("answer", [Answer(endless=True), Answer(endless=True, chunked=True), Answer(length=10**12)])
def test_an_answer_without_end_is_cut_off(
    kernel: Kernel, servers: tuple[HttpServer, HttpServer], monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(getter, "MAX_BODY", 100_000)
    url = f"{servers[0].url}/a"
    servers[0].answer("/a", answer)
    assert refusal(kernel, url) == f"Failed to fetch {url} : the answer is larger than 100000 bytes"


def test_the_body_of_an_error_is_not_read(kernel: Kernel, servers: tuple[HttpServer, HttpServer]) -> None:
    url = f"{servers[0].url}/a"
    servers[0].answer("/a", Answer(status=403, endless=True))
    assert refusal(kernel, url) == f"Failed to fetch {url} : 403 Forbidden"


def test_packed_answers_are_not_unpacked(kernel: Kernel, servers: tuple[HttpServer, HttpServer]) -> None:
    packed = gzip.compress(bytes(50_000_000))
    servers[0].put("/a", packed, headers={"Content-Encoding": "gzip, gzip, gzip"})
    assert kernel.fetch(f"{servers[0].url}/a", FetchOptions()) == packed


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_dawdles_is_not_waited_for(
    kernel: Kernel, servers: tuple[HttpServer, HttpServer], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(getter, "MAX_SECONDS", 0.3)
    url = f"{servers[0].url}/a"
    servers[0].answer("/a", Answer(b"x" * 1000, drip=0.05) if where == "body" else Answer(delay=60))
    assert refusal(kernel, url) == f'Get "{url}": {BODY_TIMEOUT}'


def test_a_server_with_a_certificate_of_an_unknown_authority_is_not_believed(kernel: Kernel, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with HttpServer(identity=authority.issue("127.0.0.1")) as server:
        server.put("/a", b"x")
        url = f"{server.url}/a"
        assert refusal(kernel, url) == f'Get "{url}": x509: certificate signed by unknown authority'
        assert server.asked == []
        assert kernel.fetch(url, FetchOptions(ca_file=str(authority.certificate))) == b"x"


def test_a_server_with_a_certificate_for_another_name_is_not_believed(kernel: Kernel, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with HttpServer(identity=authority.issue("charts.example")) as server:
        url = f"https://localhost:{server.port}/a"
        trusting = CREDENTIALS.replace(ca_file=str(authority.certificate))
        reason = "x509: certificate is valid for charts.example, not localhost"
        assert (refusal(kernel, url, trusting), server.asked) == (f'Get "{url}": {reason}', [])


# --- whole commands ---


INDEX = """apiVersion: v1
entries:
  here: [{{name: here, version: 1.0.0, urls: [here-1.0.0.tgz]}}]
  there: [{{name: there, version: 1.0.0, urls: ["{other}/there-1.0.0.tgz"]}}]
  gone: [{{name: gone, version: 1.0.0, urls: [gone-1.0.0.tgz]}}]
  cut: [{{name: cut, version: 1.0.0, urls: [cut-1.0.0.tgz]}}]
generated: "2020-01-01T00:00:00Z"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with no repositories, beside an empty working directory."""
    home = tmp_path / "home"
    (home / "repository" / "cache").mkdir(parents=True)
    (home / "repository" / "repositories.yaml").write_text("apiVersion: v1\nrepositories: []\n")
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return home


@pytest.mark.parametrize("in_address", [False, True])
def test_no_command_shows_credentials(home: Path, servers: tuple[HttpServer, HttpServer], in_address: bool) -> None:
    first, second = servers
    first.credentials = "me:canary"
    first.put("/index.yaml", INDEX.format(other=second.url).encode())
    first.put("/here-1.0.0.tgz", b"packed")
    second.put("/there-1.0.0.tgz", b"packed")
    first.answer("/cut-1.0.0.tgz", Answer(b"x", length=9))
    address = first.url.replace("//", "//me:canary@") if in_address else first.url
    flags = [] if in_address else ["--username", "me", "--password", "canary"]
    lines = [
        ["repo", "add", "wrong", f"{address}/none", *flags],
        ["repo", "add", "r", address, *flags],
        ["repo", "update"],
        *(["fetch", f"r/{name}"] for name in ("here", "there", "gone", "cut", "none")),
        ["fetch", f"{address}/none.tgz"],
        ["fetch", "gone", "--repo", address, *flags],
        ["fetch", "here", "--repo", f"{address}/none", *flags],
        ["inspect", "chart", "r/gone"],
    ]
    shown = [run([*line, "--home", str(home), "--debug"]) for line in lines]
    assert [outcome.code for outcome in shown] == [1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    printed = [outcome.stdout + outcome.stderr for outcome in shown]
    leaks = [line for line, text in zip(lines, printed, strict=True) if "canary" in text or SENT[6:] in text]
    assert (leaks, [request.authorization for request in second.asked]) == ([], [None])


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 100, length=1000),
        Answer(b"x" * 100, chunked=True, cut_after=50),
        Answer(b"x" * 100, reset=True, cut_after=50),
        Answer(b"x" * 100, length=10**12),
        Answer(endless=True, status=404),
        Answer(raw=b"HTTP/1.1 200 OK\r\nServer: x"),
    ],
)
def test_what_is_not_whole_is_not_kept(home: Path, servers: tuple[HttpServer, HttpServer], answer: Answer) -> None:
    server = servers[0]
    server.answer("/a-1.0.0.tgz", answer)
    outcome = run(["fetch", f"{server.url}/a-1.0.0.tgz", "--home", str(home)])
    assert (outcome.code, outcome.stdout, list(Path.cwd().iterdir())) == (1, "", [])


def test_an_index_that_is_not_whole_does_not_replace_the_one_that_is_there(
    home: Path, servers: tuple[HttpServer, HttpServer]
) -> None:
    server = servers[0]
    server.put("/index.yaml", INDEX.format(other=server.url).encode(), etag=None, modified=None)
    assert run(["repo", "add", "r", server.url, "--home", str(home)]).code == 0
    kept = home / "repository" / "cache" / "r-index.yaml"
    before = kept.read_bytes()
    server.answer("/index.yaml", Answer(before, length=len(before) + 10))
    outcome = run(["repo", "update", "--home", str(home)])
    assert ("\tunexpected EOF\n" in outcome.stdout, kept.read_bytes()) == (True, before)


def test_repositories_are_fetched_side_by_side(home: Path, servers: tuple[HttpServer, HttpServer]) -> None:
    both_asked = threading.Barrier(2, timeout=20)

    def wait_for_the_other(request: object) -> Answer:
        both_asked.wait()
        return Answer(b"apiVersion: v1\nentries: {}\n")

    for name, server in zip("ab", servers, strict=True):
        server.put("/index.yaml", b"apiVersion: v1\nentries: {}\n")
        assert run(["repo", "add", name, server.url, "--home", str(home)]).code == 0
        server.answer("/index.yaml", wait_for_the_other)
    outcome = run(["repo", "update", "--home", str(home)])
    assert outcome.stdout.count("...Successfully got an update from the") == 2
