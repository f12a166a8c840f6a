from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.sprig import path, url


def test_path_functions_follow_gos_package_path() -> None:
    names = ("base", "dir", "clean", "ext", "isAbs")
    texts = ("a/b/c.txt", "a/b/", "/usr/../etc", "", "/", "../../x", "a//b//c", "/home/.bashrc", "a/../b/./c")
    assert {text: [path.FUNCTIONS[name].function(text) for name in names] for text in texts} == {
        "a/b/c.txt": ["c.txt", "a/b", "a/b/c.txt", ".txt", False],
        "a/b/": ["b", "a/b", "a/b", "", False],
        "/usr/../etc": ["etc", "/", "/etc", "", True],
        "": [".", ".", ".", "", False],
        "/": ["/", "/", "/", "", True],
        "../../x": ["x", "../..", "../../x", "", False],
        "a//b//c": ["c", "a/b", "a/b/c", "", False],
        "/home/.bashrc": [".bashrc", "/home", "/home/.bashrc", ".bashrc", True],
        "a/../b/./c": ["c", "b", "b/c", "", False],
    }


def test_url_parse_gives_all_parts() -> None:
    assert url.url_parse("https://user:pa55@example.com:8080/a/b%20c?x=1&y=2#fr%41g") == {
        "scheme": "https",
        "userinfo": "user:pa55",
        "host": "example.com:8080",
        "hostname": "example.com",
        "path": "/a/b c",
        "query": "x=1&y=2",
        "fragment": "frAg",
        "opaque": "",
    }


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (None, ""),
        ({"scheme": "http", "host": "h", "path": "x/y", "hostname": "ignored"}, "http://h/x/y"),
        ({"path": "a:b"}, "./a:b"),
        ({"scheme": "mailto", "opaque": "a@b.c"}, "mailto:a@b.c"),
        ({"host": "h", "query": "a b", "fragment": "a b", "userinfo": "u:p%40"}, "//u:p%40@h?a b#a%20b"),
    ],
)
def test_url_join_puts_parts_together(parts: dict[str, Any] | None, text: str) -> None:
    assert url.url_join(parts) == text


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"host": 5}, "unable to parse host key, must be of type string, but int found"),
        ({"host": None}, "runtime error: invalid memory address or nil pointer dereference"),
        (
            {"userinfo": "a@b:c/d"},
            'unable to parse userinfo in dict: parse "proto://a@b:c/d@host": invalid port ":c" after host',
        ),
    ],
)
def test_url_join_wants_strings(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(GoError) as raised:
        url.url_join(parts)
    assert str(raised.value) == message


def test_url_parse_names_the_url_in_its_errors() -> None:
    with pytest.raises(GoError) as raised:
        url.url_parse("http://h/%zz")
    assert str(raised.value) == 'unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"'
