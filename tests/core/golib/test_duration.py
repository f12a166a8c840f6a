from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import duration
from pilothouse.core.golib.types import Duration, GoError


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("5s", 5_000_000_000),
        ("-1h30m", -5_400_000_000_000),
        ("+1.5h", 5_400_000_000_000),
        ("1500ms", 1_500_000_000),
        (".5us", 500),
        ("1\u00b5s2\u03bcs", 3000),
        ("0.9223372036854775808123ns", 0),
        ("1h1h", 7_200_000_000_000),
    ],
)
def test_a_duration_is_numbers_with_units(text: str, nanoseconds: int) -> None:
    assert duration.parse(text) == Duration(nanoseconds)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        (".s", 'time: invalid duration ".s"'),
        ("h", 'time: invalid duration "h"'),
        ("5", 'time: missing unit in duration "5"'),
        ("2 weeks", 'time: unknown unit " weeks" in duration "2 weeks"'),
        ("9999999999h", 'time: invalid duration "9999999999h"'),
        ("1" * 5000 + "h", 'time: invalid duration "' + "1" * 5000 + 'h"'),
    ],
)
def test_what_is_no_duration_is_an_error(text: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        duration.parse(text)
    assert str(caught.value) == error


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1500, "1.5\u00b5s"),
        (2_000_000, "2ms"),
        (1_500_000_000, "1.5s"),
        (60_000_000_000, "1m0s"),
        (3_600_000_000_000, "1h0m0s"),
        (-5_430_000_000_000, "-1h30m30s"),
        ((1 << 63) - 1, "2562047h47m16.854775807s"),
        (-(1 << 63), "-2562047h47m16.854775808s"),
    ],
)
def test_a_duration_prints_from_its_largest_unit_on(nanoseconds: int, text: str) -> None:
    assert duration.to_text(nanoseconds) == text


@given(st.integers(-(10**17), 10**17))
def test_a_printed_duration_is_read_back_unchanged(nanoseconds: int) -> None:
    assert duration.parse(duration.to_text(nanoseconds)) == nanoseconds
