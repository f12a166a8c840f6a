from __future__ import annotations

import math
from typing import Any

import pytest
from pilothouse.core.golib.types import Duration, GoError, Int64, Uint64
from pilothouse.plugins.builtin.sprig.numeric import FUNCTIONS

LEAST = -(1 << 63)
MOST = (1 << 63) - 1


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (2.9, 2),
        (-2.9, -2),
        (True, 1),
        (None, 0),
        ("12", 12),
        ("+5", 5),
        ("010", 10),
        ("3.9", 0),
        ("0x10", 0),
        ("1_000", 0),
        ("9223372036854775808", 0),
        ([1], 0),
        (1e30, LEAST),
        (math.nan, LEAST),
        (-math.inf, LEAST),
        (9223372036854775807.0, LEAST),
        (Uint64((1 << 64) - 1), MOST),
        (Duration(5), 5),
        (3j, 0),
    ],
)
def test_integers_are_made_of_anything(value: Any, number: int) -> None:
    assert (call("int", value), call("int64", value)) == (number, number)
    assert (call("int", value).__class__, call("int64", value).__class__) == (int, Int64)


@pytest.mark.parametrize(
    ("value", "number"),
    [(7, 7.0), (True, 1.0), (None, 0.0), ("1_0", 10.0), ("0x1p4", 16.0), ("0x10", 0.0), ("1e400", 0.0), ({}, 0.0)],
)
def test_floats_are_made_of_anything(value: Any, number: float) -> None:
    assert (call("float64", value), call("float64", value).__class__) == (number, float)


def test_atoi_stops_at_the_nearest_integer() -> None:
    assert [call("atoi", text) for text in ("007", " 4", "", "9223372036854775808", "-9223372036854775809")] == [
        7,
        0,
        0,
        MOST,
        LEAST,
    ]


def test_to_decimal_reads_octal() -> None:
    assert [call("toDecimal", value) for value in ("777", 777, "8", 7.0, None, -7, 1e6)] == [511, 511, 0, 7, 0, -7, 0]


def test_arithmetic_is_done_in_64_bits() -> None:
    results = [
        call("add", MOST, 1),
        call("add"),
        call("add", 2.9, "3", None),
        call("add1", MOST),
        call("sub", LEAST, 1),
        call("mul", MOST, 2),
        call("div", -7, 2),
        call("div", LEAST, -1),
        call("mod", -7, 3),
        call("mod", 7, -3),
        call("max", "10", 9, 2.5),
        call("min", 3, None),
        call("biggest", 4),
    ]
    assert results == [LEAST, 0, 5, LEAST, MOST, -2, -3, LEAST, -1, 1, 10, 0, 4]
    assert {result.__class__ for result in results} == {Int64}


@pytest.mark.parametrize("name", ["div", "mod"])
def test_division_by_zero_is_an_error(name: str) -> None:
    with pytest.raises(GoError) as raised:
        call(name, 1, "zero")
    assert str(raised.value) == "runtime error: integer divide by zero"


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ((123.5555, 3), 123.556),
        ((123.4567, 2, 0.8), 123.45),
        ((2.5, 0), 3.0),
        ((-2.5, 0), -3.0),
        ((-2.5, 0, -0.5), -2.0),
        ((1234.5, -2), 1200.0),
        ((True, 0), 1.0),
        (("x", 1), 0.0),
        ((5, -400), math.nan),
        ((5, 400), math.nan),
        ((math.inf, 2), math.inf),
    ],
)
def test_round_goes_up_from_the_threshold_on(arguments: tuple[Any, ...], number: float) -> None:
    assert repr(call("round", *arguments)) == repr(number)


def test_floor_and_ceil_keep_the_sign_of_zero() -> None:
    assert [repr(call("floor", value)) for value in (-2.9, 2.9, -0.0, math.inf, "1e3")] == [
        "-3.0",
        "2.0",
        "-0.0",
        "inf",
        "1000.0",
    ]
    assert [repr(call("ceil", value)) for value in (-0.5, 2.1, 1e300, math.nan)] == ["-0.0", "3.0", "1e+300", "nan"]
