from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.plugins.builtin.getter_http import web_address
from stand_ins.http_server import HttpServer

Refusal = Callable[..., RepositoryError]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "/"),
        ("?x=1", "/?x=1"),
        ("/", "/"),
        ("/a/../b//c.tgz", "/a/../b//c.tgz"),
        ("/beta-2.1.0+build.5.tgz", "/beta-2.1.0+build.5.tgz"),
        ("/a%2fb%2Bc", "/a%2fb%2Bc"),
        ("/a b?c=d e", "/a%20b?c=d%20e"),
        ('/"ü"', "/%22%C3%BC%22"),
        ("/a?", "/a?"),
        ("/a?x=%41&y=%zz|^", "/a?x=%41&y=%zz|^"),
        ("/a?x=ü\u00a0", "/a?x=%C3%BC%C2%A0"),
        ("/a#fragment?x", "/a"),
    ],
)
def test_paths_are_asked_for_as_they_are_written(kernel: Kernel, server: HttpServer, path: str, target: str) -> None:
    server.put(target.partition("?")[0], b"x")
    assert kernel.fetch(server.url + path, FetchOptions()) == b"x"
    assert server.paths == [target]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://h:x/", 'parse "http://h:x/": invalid port ":x" after host'),
        ("http://[::1", "parse \"http://[::1\": missing ']' in host"),
        ("http://a b/", 'parse "http://a b/": invalid character " " in host name'),
        ("http://\x00/", 'parse "http://\\x00/": net/url: invalid control character in URL'),
        ("http://h/%zz", 'parse "http://h/%zz": invalid URL escape "%zz"'),
        ("http://", 'Get "http:": http: no Host in request URL'),
        ("http:///x", 'Get "http:///x": http: no Host in request URL'),
        ("http:x", 'Get "http:x": http: no Host in request URL'),
        ("http://:80/x", 'Get "http://:80/x": http: no Host in request URL'),
        ("http://h:99999/", 'Get "http://h:99999/": dial tcp: address 99999: invalid port'),
        ("http://h:" + "9" * 30, f'Get "http://h:{"9" * 30}": dial tcp: address {"9" * 30}: invalid port'),
        ("http://127.0.0.1:1", 'Get "http://127.0.0.1:1": dial tcp 127.0.0.1:1: connect: connection refused'),
        ("http://nosuch.invalid:/x", 'Get "http://nosuch.invalid/x": dial tcp: lookup nosuch.invalid: no such host'),
        ("http://[::1]:1/", 'Get "http://[::1]:1/": dial tcp [::1]:1: connect: connection refused'),
        ("http://nosuch.invalid/", 'Get "http://nosuch.invalid/": dial tcp: lookup nosuch.invalid: no such host'),
        ("http://" + "a" * 300 + "/", f'Get "http://{"a" * 300}/": dial tcp: lookup {"a" * 300}: no such host'),
        ("http://" + "a." * 3000 + "/", None),
        ("http://..", None),
        ("http://xn--ü/", None),
        ("http://\udcff/", None),
        ("http://[fe80::1%25nosuch]/", None),
    ],
)
def test_what_leads_nowhere_is_an_error(refusal: Refusal, url: str, message: str | None) -> None:
    error = refusal(url)
    if message is not None:
        # A machine without IPv6 has another reason for what is behind ::1.
        got = error.message.replace("cannot assign requested address", "connection refused")
        assert got.replace("address family not supported by protocol", "connection refused") == message


def test_schemes_are_written_as_one_likes(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"x")
    assert kernel.fetch(f"HTTP://{server.origin}/a", FetchOptions()) == b"x"


@given(st.text(alphabet="abc:@/?#[]%1. ", max_size=30))
def test_no_text_is_a_password_that_shows(rest: str) -> None:
    url = f"http://me:S3CRET{rest}@h/x"
    try:
        shown = web_address.parse(url).shown
    except RepositoryError as error:
        shown = error.message
    assert "S3CRET" not in shown
