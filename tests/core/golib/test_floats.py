"""Floats as text, held to the full implementation of strconv."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import floats, strconv

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE)
def test_the_g_format_is_that_of_strconv(value: float) -> None:
    assert floats.format_g(value) == strconv.format_float(value, "g")


@given(FINITE)
def test_the_f_format_is_that_of_strconv(value: float) -> None:
    assert floats.format_f(value) == strconv.format_float(value, "f")


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_single_precision_is_that_of_strconv(value: float) -> None:
    assert floats.format_g32(value) == strconv.format_float(value, "g", bits=32)


@given(FINITE)
def test_json_numbers_read_back(value: float) -> None:
    text = floats.format_json(value)
    assert float(text) == value
    assert ("e" in text) is (value != 0 and not 1e-6 <= abs(value) < 1e21)


@pytest.mark.parametrize(
    ("value", "text"), [(1e300, "+Inf"), (-1e300, "-Inf"), (math.nan, "NaN"), (math.inf, "+Inf"), (1e6, "1e+06")]
)
def test_single_precision_overflows_to_infinity(value: float, text: str) -> None:
    assert floats.format_g32(value) == text
