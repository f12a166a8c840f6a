from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.lint.addresses import is_email, is_request_url, is_url


@pytest.mark.parametrize(
    "text",
    [
        "a@b.c", "first.last+tag@mail.example.com", "a@b.c.", "é@exämple.中国", "!#$%&'*+/=?^_`{|}~-@x.y",
        "a@1-2_3~4.com", '"@b.c', '"a"b"@x.y', '" (@"@x.y',
    ],
)  # fmt: skip
def test_email_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "nope", "a@b", "@b.c", "a b@c.d", ".a@b.c", "a..b@c.d", "a@b.1", "a@-b.c", "a@b-.c", "a@b.c..", '""@b.c'],
)
def test_no_email_addresses(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "www.example.com/x", "example", "https://example.com", "http://a.b:8080/p?q#f", "ftp://user:pw@h.example/x",
        "1.2.3.4", "http://10.0.0.256", "exämple.中国", "https://example.com/%20",
    ],
)  # fmt: skip
def test_web_addresses(text: str) -> None:
    assert is_url(text) == (text != "example")


@pytest.mark.parametrize(
    "text",
    [
        "", "a.b", "not a url", ".example.com", "http://.example.com", "//", "gopher://example.com", "http://a.b:123456",
        "http://[::1]/", "https://example.com/%zz", "https://example.com/\x01", "http://" + "a" * 2100 + ".com",
    ],
)  # fmt: skip
def test_no_web_addresses(text: str) -> None:
    assert not is_url(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.b/c", True),
        ("git://x.y/z#branch", True),
        ("data:image/png;base64,AAAA", True),
        ("mailto:a@b", True),
        ("https:///x", True),
        ("", False),
        ("example.com/x", False),
        ("/icon.png", False),
        ("//example.com/x", False),
        ("*", False),
        ("https://a#b/", False),
        ("https://a/%2", False),
        ("https://a:b/", False),
        ("1http://a/", False),
        ("http://a/\x7f", False),
    ],
)
def test_request_urls(text: str, expected: bool) -> None:
    assert is_request_url(text) == expected


def test_long_addresses_take_no_long_time() -> None:
    assert not is_email("a@" + "a." * 100_000 + "1")
    assert not is_email("a." * 100_000)
    assert not is_email('"' * 100_000 + "@")
    assert not is_url("a-" * 1000 + "!")
