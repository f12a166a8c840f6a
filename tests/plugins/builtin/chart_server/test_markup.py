from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.chart_server.markup import cut, image, link, shell_word, site, text


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        ("plain", "plain"),
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\u202eb", "a\\u202eb"),
        ("\udcff", "?"),
    ],
)
def test_texts_are_escaped(value: str, markup: str) -> None:
    assert text(value) == markup


@pytest.mark.parametrize(
    ("address", "attribute"),
    [
        ("https://example.com/a-1.0.0.tgz?x=1&y=2", "https://example.com/a-1.0.0.tgz?x=1&amp;y=2"),
        ("HTTP://example.com", "HTTP://example.com"),
        ("a-1.0.0+b.tgz", "a-1.0.0+b.tgz"),
        ("charts/a b.tgz", "charts/a%20b.tgz"),
        ('x"onclick="', "x%22onclick=%22"),
        ("x'<>", "x%27%3C%3E"),
        ("100%/%41", "100%25/%41"),
        ("a/b:c", "a/b:c"),
        ("ü", "%C3%BC"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("a:b", ""),
        ("1a:b", ""),
        ("ftp://example.com/x", ""),
    ],
)
def test_links_lead_to_web_addresses_only(address: str, attribute: str) -> None:
    assert link(address) == attribute


@pytest.mark.parametrize(
    ("address", "attribute"),
    [
        ("https://example.com/", "https://example.com/"),
        ("example.com", ""),
        ("//example.com", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_home_pages_are_absolute(address: str, attribute: str) -> None:
    assert site(address) == attribute


@pytest.mark.parametrize(
    ("address", "attribute"),
    [
        ("https://example.com/x.png", "https://example.com/x.png"),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("data:image/svg+xml,<svg onload='x'/>", "data:image/svg+xml,&lt;svg onload=&#x27;x&#x27;/&gt;"),
        ("DATA:IMAGE/GIF;base64,AAAA", "DATA:IMAGE/GIF;base64,AAAA"),
        ("data:text/html,<script>", ""),
        ("data:image/png\n;base64,AAAA", ""),
        ("javascript:alert(1)", ""),
        ("x.png", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_pictures_come_from_the_web_or_are_in_their_address(address: str, attribute: str) -> None:
    assert image(address) == attribute


def test_long_texts_are_cut() -> None:
    assert [cut("abc", 3), cut("abcd", 3), cut("a  d", 3)] == ["abc", "ab…", "a…"]


def test_a_command_line_has_hostile_names_as_one_word() -> None:
    assert [shell_word("charts/web"), shell_word("a; rm -rf $HOME"), shell_word("\x1bx")] == [
        "charts/web",
        "'a; rm -rf $HOME'",
        "'\\x1bx'",
    ]
