from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from stand_ins.http_server import Answer, HttpServer

Refusal = Callable[..., RepositoryError]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(kernel: Kernel, server: HttpServer, other: HttpServer, status: int) -> None:
    server.redirect("/a", "b/c?x=1", status)
    server.redirect("/b/c", f"{other.url}/d", status)
    other.put("/d", b"there")
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"there"
    assert (server.paths, other.paths) == (["/a", "/b/c?x=1"], ["/d"])


def test_bytes_beyond_ascii_lead_where_they_say(kernel: Kernel, server: HttpServer) -> None:
    server.redirect("/a", "/ü?ö".encode().decode("latin-1"))
    server.put("/%C3%BC", b"there")
    assert kernel.fetch(f"{server.url}/a", FetchOptions()) == b"there"
    assert server.paths == ["/a", "/%C3%BC?%C3%B6"]


def test_ten_requests_are_the_most(server: HttpServer, refusal: Refusal) -> None:
    server.redirect("/a", f"{server.url}/a")
    assert refusal(f"{server.url}/a").message == f'Get "{server.url}/a": stopped after 10 redirects'
    assert server.paths == ["/a"] * 10


def test_the_location_of_an_endless_chain_is_shown_as_it_was_sent(server: HttpServer, refusal: Refusal) -> None:
    server.redirect("/a", "../a")
    assert refusal(f"{server.url}/a").message == 'Get "../a": stopped after 10 redirects'


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (301, 'Get "URL": 301 response missing Location header'),
        (303, 'Get "URL": 303 response missing Location header'),
        (307, "Failed to fetch URL : 307 Temporary Redirect"),
        (308, "Failed to fetch URL : 308 Permanent Redirect"),
        (300, "Failed to fetch URL : 300 Multiple Choices"),
    ],
)
def test_redirects_without_a_target_are_errors(server: HttpServer, refusal: Refusal, status: int, message: str) -> None:
    server.answer("/a", Answer(status=status))
    assert refusal(f"{server.url}/a").message == message.replace("URL", f"{server.url}/a")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", 'Get "file:///etc/passwd": unsupported protocol scheme "file"'),
        ("ftp://h/x", 'Get "ftp://h/x": unsupported protocol scheme "ftp"'),
        ("http:///x", 'Get "http:///x": http: no Host in request URL'),
        ("http://h:99999/x", 'Get "http://h:99999/x": dial tcp: address 99999: invalid port'),
        (
            "http://h:x/y",
            'Get "URL": failed to parse Location header "http://h:x/y": '
            'parse "http://h:x/y": invalid port ":x" after host',
        ),
        (
            "http://me:can/ary@h/y",
            'Get "URL": failed to parse Location header "http://***@h/y"',
        ),
    ],
)
def test_redirects_lead_to_the_web_only(server: HttpServer, refusal: Refusal, target: str, message: str) -> None:
    server.redirect("/a", target)
    assert refusal(f"{server.url}/a").message == message.replace('"URL"', f'"{server.url}/a"')


def test_what_fails_behind_a_redirect_is_told_of_the_place_where_it_failed(
    server: HttpServer, refusal: Refusal
) -> None:
    server.redirect("/a", "http://127.0.0.1:1/b")
    reason = "dial tcp 127.0.0.1:1: connect: connection refused"
    assert refusal(f"{server.url}/a").message == f'Get "http://127.0.0.1:1/b": {reason}'


def test_a_status_behind_a_redirect_is_told_of_the_address_that_was_asked_for(
    server: HttpServer, other: HttpServer, refusal: Refusal
) -> None:
    server.redirect("/a", f"{other.url}/none")
    assert refusal(f"{server.url}/a").message == f"Failed to fetch {server.url}/a : 404 Not Found"


def test_nothing_tells_the_next_server_where_one_comes_from(
    kernel: Kernel, server: HttpServer, other: HttpServer
) -> None:
    server.redirect("/a", f"{other.url}/d")
    other.put("/d", b"there")
    kernel.fetch(f"{server.url}/a?token=canary", FetchOptions(username="me", password="canary"))
    seen: dict[str, Any] = dict(other.asked[0].headers)
    assert seen == {"host": other.origin, "user-agent": "Helm/2.17.0"}
