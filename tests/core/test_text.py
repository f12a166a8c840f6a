from __future__ import annotations

import pytest
from pilothouse.core.text import decoded, has_control_characters, printable, without_password


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ünïcödé 日本", "plain text, ünïcödé 日本"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("\x1b[2Jcleared", "\\x1b[2Jcleared"),
        ("over\rwritten\x00\x7f\x9b", "over\\rwritten\\x00\\x7f\\x9b"),
        ("right\u202eleft\u2066\u200f", "right\\u202eleft\\u2066\\u200f"),
        ("\udcff", "\udcff"),
    ],
)
def test_control_and_bidirectional_characters_are_made_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(("text", "has"), [("plain", False), ("a\tb", True), ("a\nb", True), ("a\x1bb", True)])
def test_control_characters_are_noticed_tab_and_newline_included(text: str, has: bool) -> None:
    assert has_control_characters(text) is has


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://h/x@y", "http://h/x@y"),
        ("http://h/x?e=a@b", "http://h/x?e=a@b"),
        ("http://me@h/x", "http://***@h/x"),
        ("http://me:pw@h/x@y", "http://me:***@h/x@y"),
        ("http://me:p@w@h", "http://me:***@h"),
        ("http://me:p/w@h/x", "http://***@h/x"),
        ("no url", "no url"),
        ("", ""),
    ],
)
def test_urls_are_shown_without_passwords(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_what_is_no_character_is_shown_as_such() -> None:
    broken = b"a\xe2\x82b\x9bc".decode("utf-8", "surrogateescape")
    assert decoded(broken) == "a\ufffdb\ufffdc"
    assert decoded("x\ud800y\udfffz") == "x\ufffdy\ufffdz"
    assert decoded("\u00e4\U0001f600") == "\u00e4\U0001f600"
