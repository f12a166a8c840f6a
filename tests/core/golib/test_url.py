from __future__ import annotations

import pytest
from pilothouse.core.golib.types import GoError
from pilothouse.core.golib.url import URL, parse, sorted_query


def parts(text: str) -> dict[str, str | None]:
    url = parse(text)
    return {name: value for name in URL.__slots__ if (value := getattr(url, name))}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", {}),
        ("*", {"path": "*"}),
        ("HTTP://Example.COM/Path", {"scheme": "http", "host": "Example.COM", "path": "/Path"}),
        ("//cdn/x?q?r#", {"host": "cdn", "path": "/x", "query": "q?r"}),
        ("///x", {"path": "///x"}),
        ("http:///x", {"scheme": "http", "path": "/x"}),
        ("mailto:a@b.c?subject=x", {"scheme": "mailto", "opaque": "a@b.c", "query": "subject=x"}),
        ("1:2/x".replace(":", "-"), {"path": "1-2/x"}),
        ("a/b:c", {"path": "a/b:c"}),
        (
            "ssh://u%3a:p%40@h:22/%2f#%20x",
            {"scheme": "ssh", "user": "u%3A:p%40", "host": "h:22", "path": "//", "raw_path": "/%2f", "fragment": " x"},
        ),
        ("http://u:@h", {"scheme": "http", "user": "u:", "host": "h"}),
        ("http://[fe80::1%25en%200]:80/", {"scheme": "http", "host": "[fe80::1%en 0]:80", "path": "/"}),
        ("http://%c3%a9.com", {"scheme": "http", "host": "é.com"}),
        ("/%ff", {"path": "/\udcff", "raw_path": "/%ff"}),
    ],
)
def test_urls_come_apart(text: str, result: dict[str, str]) -> None:
    assert parts(text) == result


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":foo", 'parse ":foo": missing protocol scheme'),
        ("1:2", 'parse "1:2": first path segment in URL cannot contain colon'),
        ("http://h/%zz#x", 'parse "http://h/%zz": invalid URL escape "%zz"'),
        ("/a%", 'parse "/a%": invalid URL escape "%"'),
        ("/%é", 'parse "/%é": invalid URL escape "%é"'),
        ("/a#%4", 'parse "/a#%4": invalid URL escape "%4"'),
        ("http://h:port/", 'parse "http://h:port/": invalid port ":port" after host'),
        ("http://[::1", "parse \"http://[::1\": missing ']' in host"),
        ("http://[::1]x", 'parse "http://[::1]x": invalid port "x" after host'),
        ("http://a b/", 'parse "http://a b/": invalid character " " in host name'),
        ("http://h%41/", 'parse "http://h%41/": invalid URL escape "%41"'),
        ("http://[::1%25%2f]/", 'parse "http://[::1%25%2f]/": invalid URL escape "%2f"'),
        ("http://u^@h/", 'parse "http://u^@h/": net/url: invalid userinfo'),
        ("/a\n", 'parse "/a\\n": net/url: invalid control character in URL'),
    ],
)
def test_errors_are_worded_as_gos(text: str, message: str) -> None:
    with pytest.raises(GoError) as raised:
        parse(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "text",
    ["", "*", "http://u:p@h:80/a/b?x=1#f", "//h/x", "mailto:a@b", "./a:b", "/a%20b#c%20d", "http://[::1]:80/"],
)
def test_urls_are_written_as_they_were_read(text: str) -> None:
    assert str(parse(text)) == text


def test_hostname_has_no_port_and_no_brackets() -> None:
    hosts = ("h:80", "h:x", "[::1]:80", "[::1]", "h", "")
    assert [URL(host=host).hostname() for host in hosts] == ["h", "h:x", "::1", "::1", "h", ""]


def test_a_relative_path_after_a_host_gets_a_slash() -> None:
    assert [str(URL(scheme="http", path="x")), str(URL(host="h", path="x")), str(URL(path="//x"))] == [
        "http://x",
        "//h/x",
        "//x",
    ]


def test_a_path_is_written_as_it_was_read_until_it_is_changed() -> None:
    url = parse("http://h/a%2Fb/c")
    assert (url.path, str(url)) == ("/a/b/c", "http://h/a%2Fb/c")
    url.path += "/"
    assert str(url) == "http://h/a/b/c/"


@pytest.mark.parametrize(
    ("reference", "result"),
    [
        ("x.tgz", "https://u:p@h:8443/g%2Fp/stable/x.tgz"),
        ("../x.tgz", "https://u:p@h:8443/g%2Fp/x.tgz"),
        ("../../../../x", "https://u:p@h:8443/x"),
        ("./", "https://u:p@h:8443/g%2Fp/stable/"),
        ("..", "https://u:p@h:8443/g%2Fp/"),
        ("/y", "https://u:p@h:8443/y"),
        ("a%2Fb", "https://u:p@h:8443/g%2Fp/stable/a%2Fb"),
        ("?q=1", "https://u:p@h:8443/g%2Fp/stable/?q=1"),
        ("#top", "https://u:p@h:8443/g%2Fp/stable/?b=2#top"),
        ("", "https://u:p@h:8443/g%2Fp/stable/?b=2"),
        ("//other/z", "https://other/z"),
        ("http://other/z/../q", "http://other/q"),
        ("mailto:x", "mailto:x"),
    ],
)
def test_references_are_resolved(reference: str, result: str) -> None:
    base = parse("https://u:p@h:8443/g%2Fp/stable/?b=2")
    assert str(base.resolve(parse(reference))) == result


def test_queries_are_sorted_and_escaped_anew() -> None:
    assert sorted_query("b=2&a=x y;c=%zz&d&&a=%2f+é") == "a=x+y&a=%2F+%C3%A9&b=2&d="
