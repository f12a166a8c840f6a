"""What servers do wrong, one by one: the content is right, or a declared error says what happened."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.plugins.builtin.getter_http import getter
from pilothouse.plugins.builtin.getter_http.failures import BODY_TIMEOUT
from stand_ins.http_server import Answer, Authority, HttpServer

Refusal = Callable[..., RepositoryError]

CONTENT = bytes(range(256)) * 2000

PASSING: dict[str, Answer] = {
    "closed before the answer": Answer(raw=b""),
    "closed in the status line": Answer(raw=b"HTTP/1.1 20"),
    "closed in the headers": Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
    "closed before the length": Answer(raw=b"HTTP/1.1 200 OK\r\nServer: x\r\n"),
    "closed in a header": Answer(raw=b"HTTP/1.1 200 OK\r\nServer: x"),
    "closed before the body": Answer(CONTENT, cut_after=0),
    "closed in the body": Answer(CONTENT, cut_after=1000),
    "reset in the body": Answer(CONTENT, cut_after=1000, reset=True),
    "reset before the body": Answer(b"", length=10, reset=True),
    "closed between chunks": Answer(CONTENT, chunked=True, cut_after=1000),
    "closed in a chunk": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"),
    "closed in a chunk's size": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf"),
    "more announced than sent": Answer(b"abc", length=10),
    "busy": Answer(status=503, headers={"Retry-After": "0"}),
    "too many requests": Answer(status=429, headers={"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}),
}
BROKEN = "net/http: HTTP/1.x transport connection broken: "
LASTING: dict[str, tuple[Answer, str]] = {
    "no http": (Answer(raw=b"SSH-2.0-x\r\n"), f'Get "URL": {BROKEN}malformed HTTP response "SSH-2.0-x"'),
    "bytes": (Answer(raw=b"\x15\x03\x01"), f'Get "URL": {BROKEN}malformed HTTP response "\\x15\\x03\\x01"'),
    "a status that is none": (
        Answer(raw=b"HTTP/1.1 OK\r\n\r\n"),
        f'Get "URL": {BROKEN}malformed HTTP status code "OK"',
    ),
    "a header that is none": (
        Answer(raw=b"HTTP/1.1 200 OK\r\nServer: x\r\nContent Length 5\r\n\r\nabc"),
        f'Get "URL": {BROKEN}malformed MIME header line: Content Length 5',
    ),
    "an encoding of the way that is unknown": (
        Answer(headers={"Transfer-Encoding": "gzip"}),
        f'Get "URL": {BROKEN}unsupported transfer encoding: "gzip"',
    ),
    "announcements without end": (
        Answer(raw=b"HTTP/1.1 102 Processing\r\n\r\n" * 10),
        f'Get "URL": {BROKEN}net/http: too many 1xx informational responses',
    ),
    "a length that is none": (
        Answer(headers={"Content-Length": "five"}, length=-1),
        f'Get "URL": {BROKEN}bad Content-Length "five"',
    ),
    "a negative length": (
        Answer(headers={"Content-Length": "-5"}, length=-1),
        f'Get "URL": {BROKEN}bad Content-Length "-5"',
    ),
    "not modified though nobody asked": (Answer(status=304), "Failed to fetch URL : 304 Not Modified"),
    "a part that nobody asked for": (Answer(b"abc", status=206), "Failed to fetch URL : 206 Partial Content"),
    "no content": (Answer(status=204, length=0), "Failed to fetch URL : 204 No Content"),
    "created": (Answer(b"abc", status=201), "Failed to fetch URL : 201 Created"),
    "an own word": (Answer(status=418, reason="I'm a Teapot"), "Failed to fetch URL : 418 I'm a Teapot"),
    "a word beyond ascii": (
        Answer(raw="HTTP/1.1 404 Näh\r\nContent-Length: 0\r\n\r\n".encode()),
        "Failed to fetch URL : 404 Näh",
    ),
    "no word": (Answer(raw=b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"), "Failed to fetch URL : 404"),
    "a defect": (Answer(b"why", status=500), "Failed to fetch URL : 500 Internal Server Error"),
    "busy without a time": (Answer(status=503), "Failed to fetch URL : 503 Service Unavailable"),
    "busy for long": (
        Answer(status=503, headers={"Retry-After": "86400"}),
        "Failed to fetch URL : 503 Service Unavailable",
    ),
    "busy for no time at all": (
        Answer(status=503, headers={"Retry-After": "soon"}),
        "Failed to fetch URL : 503 Service Unavailable",
    ),
    "announced as too large": (
        Answer(b"abc", length=2_000_000_000_000),
        "Failed to fetch URL : the answer is larger than 1000000 bytes",
    ),
    "without an end": (Answer(endless=True), "Failed to fetch URL : the answer is larger than 1000000 bytes"),
    "chunks without an end": (
        Answer(b"x" * 1000, endless=True, chunked=True),
        "Failed to fetch URL : the answer is larger than 1000000 bytes",
    ),
    "an error without an end": (Answer(endless=True, status=404), "Failed to fetch URL : 404 Not Found"),
    "an error that is cut short": (
        Answer(b"x" * 50, status=404, length=500),
        "Failed to fetch URL : 404 Not Found",
    ),
}


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_tried_again(kernel: Kernel, server: HttpServer, fault: str) -> None:
    server.answer("/a", PASSING[fault], PASSING[fault], Answer(CONTENT))
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT
    assert server.paths == ["/a"] * 3


@pytest.mark.parametrize("fault", PASSING)
def test_what_does_not_pass_is_not_tried_for_ever(server: HttpServer, refusal: Refusal, fault: str) -> None:
    server.answer("/a", PASSING[fault])
    assert refusal(f"{server.url}/a").message
    assert server.paths == ["/a"] * 5


@pytest.mark.parametrize("fault", LASTING)
def test_what_lasts_is_asked_for_once(server: HttpServer, refusal: Refusal, fault: str) -> None:
    answer, message = LASTING[fault]
    server.answer("/a", answer)
    url = f"{server.url}/a"
    assert refusal(url, max_size=1_000_000).message == message.replace("URL", url)
    assert server.paths == ["/a"]


@pytest.mark.parametrize("fault", ["closed in the body", "closed before the answer", "more announced than sent"])
def test_with_tls_it_is_the_same(kernel: Kernel, authority: Authority, fault: str) -> None:
    trusting = FetchOptions(ca_file=str(authority.certificate))
    with HttpServer(identity=authority.issue("127.0.0.1")) as server:
        server.answer("/a", PASSING[fault], Answer(CONTENT))
        assert kernel.fetch(f"{server.url}/a", trusting) == CONTENT
        server.answer("/a", PASSING[fault])
        with pytest.raises(RepositoryError):
            kernel.fetch(f"{server.url}/a", trusting)


@pytest.mark.parametrize(
    ("answer", "message", "detail"),
    [
        (Answer(raw=b""), 'Get "URL": EOF', ()),
        (Answer(b"abc", length=10), "unexpected EOF", ("3 of 10 bytes of URL arrived",)),
        (Answer(b"abc", chunked=True, cut_after=3), "unexpected EOF", ("3 bytes of URL arrived",)),
    ],
)
def test_a_cut_is_told_as_go_tells_it(
    server: HttpServer, refusal: Refusal, answer: Answer, message: str, detail: tuple[str, ...]
) -> None:
    server.answer("/a", answer)
    error = refusal(f"{server.url}/a")
    assert (error.message, error.details) == (
        message.replace("URL", f"{server.url}/a"),
        tuple(line.replace("URL", f"{server.url}/a") for line in detail),
    )


def test_a_reset_names_both_ends(server: HttpServer, refusal: Refusal) -> None:
    server.answer("/a", Answer(CONTENT, cut_after=10, reset=True))
    message = refusal(f"{server.url}/a").message
    before, _, after = message.partition("->")
    assert before.startswith("read tcp 127.0.0.1:")
    assert after == f"{server.origin}: read: connection reset by peer"


def test_less_announced_than_sent_is_what_was_announced(kernel: Kernel, server: HttpServer) -> None:
    server.answer("/a", Answer(b"abcdef", length=3))
    server.put("/b", CONTENT)
    for path, content in (("/a", b"abc"), ("/b", CONTENT), ("/a", b"abc"), ("/b", CONTENT)):
        assert kernel.fetch(server.url + path, FetchOptions()) == content


def test_a_length_may_be_said_twice(kernel: Kernel, server: HttpServer) -> None:
    twice = b"Content-Length: 5\r\nContent-Length: 5\r\n"
    for length in (twice, b"Content-Length: 5, 5\r\n"):
        server.answer("/a", Answer(raw=b"HTTP/1.1 200 OK\r\n" + length + b"\r\nhello and more"))
        assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"hello"


@pytest.mark.parametrize("answer", [Answer(CONTENT), Answer(CONTENT, chunked=True), Answer(CONTENT, length=-1)])
def test_a_length_need_not_be_announced(kernel: Kernel, server: HttpServer, answer: Answer) -> None:
    server.answer("/a", answer)
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == CONTENT


@pytest.mark.parametrize("size", [999_999, 1_000_000])
def test_what_is_as_large_as_it_may_be_is_taken(kernel: Kernel, server: HttpServer, size: int) -> None:
    server.answer("/a", Answer(bytes(size), chunked=True))
    server.answer("/b", Answer(bytes(size)))
    for path in ("/a", "/b"):
        assert len(kernel.fetch(server.url + path, FetchOptions(max_size=1_000_000))) == size


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"HTTP", delay=60),
        Answer(b"x" * 1000, drip=0.05),
        Answer(b"x" * 1000, drip=0.05, chunked=True),
        Answer(b"x" * 1000, drip=0.05, length=-1),
        Answer(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, delay=60),
    ],
)
def test_dawdling_is_not_waited_for(
    server: HttpServer, refusal: Refusal, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(getter, "MAX_SECONDS", 0.3)
    server.answer("/a", answer)
    url = f"{server.url}/a"
    error = refusal(url)
    assert (error.message, error.details) == (
        f'Get "{url}": {BODY_TIMEOUT}',
        ("there was no whole answer within 0.3 seconds",),
    )


def test_what_dawdles_is_cut_off(server: HttpServer, refusal: Refusal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getter, "MAX_SECONDS", 0.2)
    server.answer("/a", Answer(b"x" * 1000, drip=0.02))
    refusal(f"{server.url}/a")
    end = time.monotonic() + 5
    while any(thread.name == "fetch" for thread in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.01)
    assert [thread.name for thread in threading.enumerate() if thread.name == "fetch"] == []


def test_memory_stays_within_the_limit(server: HttpServer, refusal: Refusal) -> None:
    import tracemalloc

    server.answer("/a", Answer(endless=True))
    limit = 20_000_000
    tracemalloc.start()
    try:
        refusal(f"{server.url}/a", max_size=limit)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.5 * limit


@pytest.mark.parametrize("headers", [200, 90_000])
def test_headers_without_end_are_an_error(server: HttpServer, refusal: Refusal, headers: int) -> None:
    many = b"".join(b"X-%d: y\r\n" % number for number in range(headers))
    long = b"X: " + b"y" * headers + b"\r\n"
    server.answer("/many", Answer(raw=b"HTTP/1.1 200 OK\r\n" + many + b"\r\n"))
    server.answer("/long", Answer(raw=b"HTTP/1.1 200 OK\r\n" + long * 2 + b"Content-Length: -1\r\n\r\n"))
    for path in ("/many", "/long"):
        assert refusal(server.url + path).message.startswith(f'Get "{server.url}{path}": ')


def test_whatever_bytes_a_server_sends_the_end_is_declared(server: HttpServer, kernel: Kernel) -> None:
    import random

    dice = random.Random(7)
    heads = [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 F\r\nLocation: ",
        b"HTTP/1.0 206 P\r\nContent-Range: ",
        b"HTTP/",
        b"",
    ]
    tokens = [
        b"Content-Length: ",
        b"Transfer-Encoding: chunked\r\n",
        b"5",
        b"\r\n",
        b"\r\n\r\n",
        b"\xff",
        b":",
        b"/",
        b"-1",
    ]
    for _ in range(200):
        raw = dice.choice(heads) + b"".join(dice.choice(tokens) for _ in range(dice.randrange(8)))
        server.answer("/a", Answer(raw=raw))
        try:
            content: Any = kernel.fetch(f"{server.url}/a", FetchOptions())
        except RepositoryError as error:
            content = error.message
        assert isinstance(content, bytes | str)
