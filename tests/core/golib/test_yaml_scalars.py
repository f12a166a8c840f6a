"""What plain scalars mean."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pilothouse.core.golib.yaml_scalars import is_string, key_text, resolve_plain, scalar_text


@pytest.mark.parametrize("word", ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"])
def test_words_for_true(word: str) -> None:
    assert resolve_plain(word) is True


@pytest.mark.parametrize("word", ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"])
def test_words_for_false(word: str) -> None:
    assert resolve_plain(word) is False


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
def test_words_for_null(word: str) -> None:
    assert resolve_plain(word) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("42", 42),
        ("+42", 42),
        ("-0", 0),
        ("1_000", 1000),
        ("1000_", 1000),
        ("0x1F", 31),
        ("-0X1f", -31),
        ("0o17", 15),
        ("017", 15),
        ("0b101", 5),
        ("-0b11", -3),
        ("0b-1", -1),
        ("18446744073709551615", 18446744073709551615),
        ("-9223372036854775808", -9223372036854775808),
        ("0xFFFFFFFFFFFFFFFF", 18446744073709551615),
    ],
)
def test_integers(text: str, value: int) -> None:
    result = resolve_plain(text)
    assert (result, type(result)) == (value, int)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1E+3", 1000.0),
        ("09", 9.0),
        ("0789", 789.0),
        ("1_0.5", 10.5),
        (".5_5", 0.55),
        ("18446744073709551616", 18446744073709551616.0),
        ("-9223372036854775809", -9223372036854775809.0),
        ("+9223372036854775808", 9223372036854775808.0),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
    ],
)
def test_floats(text: str, value: float) -> None:
    result = resolve_plain(text)
    assert (result, type(result)) == (value, float)


@pytest.mark.parametrize(
    "text",
    "yEs tRUE None nil NaN nan inf e3 . -. .. + - 1.2.3 1:30 190:20:30 2020-01-02 0x 0xG 1e 12e4567 1e400 50% 10Gi "
    "100m 0x1FFFFFFFFFFFFFFFF _1 ._5 .5_ 0b2 << = 555-1234 1,000 0.0.0.0 8080/TCP ٣".split(" "),
)  # fmt: skip
def test_strings(text: str) -> None:
    assert resolve_plain(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("text", True),
        ("<<", True),
        ("10Gi", True),
        ("2020-01", True),
        ("2020-02-30", True),
        ("2020-01-02 25:00:00", True),
        ("1:60", True),
        ("2020-01-02", False),
        ("2020-1-2T3:4:5Z", False),
        ("2020-01-02t03:04:05.5+01:00", False),
        ("2020-01-02   03:04:05", False),
        ("2020-01-02 03:04:05Z", True),
        ("1:30", False),
        ("-1:30.5", False),
        ("1_000", False),
        ("yes", False),
        ("", False),
    ],
)
def test_strings_that_may_be_written_without_quotes(text: str, plain: bool) -> None:
    assert is_string(text) is plain


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (1, "1"),
        (1.5, "1.5"),
        (1e6, "1e+06"),
        (0.1, "0.1"),
        (1.23456789, "1.2345679"),
        (math.inf, ".inf"),
        (1e300, ".inf"),
        (None, None),
        (1 << 63, None),
    ],
)
def test_keys_as_text(key: Any, text: str | None) -> None:
    assert key_text(key) == text


def test_numbers_where_strings_are_wanted() -> None:
    assert [scalar_text(value) for value in (False, 10, 1.10, math.inf)] == ["false", "10", "1.1", "+Inf"]
