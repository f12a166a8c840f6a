from __future__ import annotations

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.plugins.builtin.getter_http.web_address import parse


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://h/a b", "http://h/a%20b"),
        ("http://h/\u00e9", "http://h/%C3%A9"),
        ("http://h/%2f%41", "http://h/%2f%41"),
        ("HTTP://Host/x", "http://Host/x"),
        ("http://h/x?", "http://h/x?"),
        ("http://h/x?#f", "http://h/x?#f"),
        ("http://h?q=a b", "http://h?q=a b"),
        ("http://h:/x", "http://h/x"),
        ("http://u:p@h/x", "http://u:***@h/x"),
    ],
)
def test_an_address_is_shown_as_it_is_put_together_again(url: str, shown: str) -> None:
    assert parse(url).shown == shown


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://", 'Get "http:": http: no Host in request URL'),
        ("http:///x y", 'Get "http:///x%20y": http: no Host in request URL'),
        ("FTP://h/x", 'Get "ftp://h/x": unsupported protocol scheme "ftp"'),
        ("http://h:99999/a b", 'Get "http://h:99999/a%20b": dial tcp: address 99999: invalid port'),
    ],
)
def test_an_address_that_nothing_can_be_got_from_is_shown_so_too(url: str, message: str) -> None:
    with pytest.raises(RepositoryError) as caught:
        parse(url)

    assert caught.value.message == message
