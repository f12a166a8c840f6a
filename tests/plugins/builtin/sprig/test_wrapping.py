from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.limits import LimitError
from pilothouse.plugins.builtin.sprig.wrapping import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


@pytest.mark.parametrize(
    ("width", "text", "result"),
    [
        (8, "navigation chart", "navig..."),
        (50, "short", "short"),
        (4, "abcdefg", "a..."),
        (3, "abcdefg", "abcdefg"),
        (6, "éééé", "é\udcc3..."),
    ],
)
def test_abbrev_cuts_bytes(width: int, text: str, result: str) -> None:
    assert call("abbrev", width, text) == result


@pytest.mark.parametrize(
    ("left", "right", "text", "result"),
    [
        (5, 10, "1234 5678 9123", "...5678..."),
        (10, 9, "abcdefghijklmnop", "...klmnop"),
        (4, 8, "abcdefghijkl", "abcde..."),
        (0, 3, "abcdefghijkl", "abcdefghijkl"),
        (5, 6, "abcdefghijkl", "abcdefghijkl"),
        (-3, 6, "abcdefghijkl", "abc..."),
    ],
)
def test_abbrevboth_shows_a_window(left: int, right: int, text: str, result: str) -> None:
    assert call("abbrevboth", left, right, text) == result


def test_wrap_breaks_at_blanks_and_keeps_long_words() -> None:
    assert [
        call("wrap", 5, "incomprehensibilities now"),
        call("wrap", 4, "  ab cd ef"),
        call("wrap", 3, "a   b   c"),
        call("wrap", -3, "ab cd"),
        call("wrap", 4, "éé éé"),
        call("wrap", 5, ""),
    ] == ["incomprehensibilities\nnow", "ab\ncd\nef", "a  \nb  \nc", "ab\ncd", "éé\néé", ""]


def test_wrap_with_breaks_long_words() -> None:
    assert [
        call("wrapWith", 1, "-", "abc"),
        call("wrapWith", 4, "", "abcdefgh ij"),
        call("wrapWith", 1, "é", "é"),
    ] == ["a-b-c", "abcd\nefgh\nij", "\udcc3é\udca9"]


def test_a_wrapped_text_must_not_grow_without_end() -> None:
    with pytest.raises(LimitError):
        call("wrapWith", 1, "-" * 10_000, "x" * 10_000)


def test_bytes_are_taken_for_characters_where_white_space_is_sought() -> None:
    assert [
        call("nospace", "a b\tc"),
        call("nospace", "é"),
        call("nospace", "é b"),
        call("initials", "John Ronald  Reuel\tTolkien"),
        call("initials", "éa"),
    ] == ["abc", "é", "Ã©b", "JRRT", "Ã"]
