"""Sprig's functions on numbers. Arguments of any type are converted: what is no number counts as 0.

Integers wrap around at 64 bits as Go's do. Rule: Sprig's numeric.go.
"""

from __future__ import annotations

import math
from typing import Any

from ....core.golib.fmt import to_text
from ....core.golib.strconv import NumError, atoi, parse_float, parse_int
from ....core.golib.types import GoError, GoFunction, Int64, go

_MIN = -(1 << 63)
_MAX = (1 << 63) - 1


def _wrapped(number: int) -> Int64:
    """`number` as the 64-bit integer that is left after overflow."""
    return Int64(((number - _MIN) & ((1 << 64) - 1)) + _MIN)


def to_int(value: Any) -> int:
    """`value` as an integer: floats truncated (the smallest if out of range), texts in decimal, bools 1 or 0."""
    if isinstance(value, int):
        return min(int(value), _MAX)
    if isinstance(value, float):
        return int(value) if _MIN <= value < -_MIN else _MIN
    if isinstance(value, str):
        try:
            return parse_int(value)
        except NumError:
            return 0
    return 0


def to_int64(value: Any) -> Int64:
    """`to_int` as an int64."""
    return Int64(to_int(value))


def to_float64(value: Any) -> float:
    """`value` as a float; texts as Go reads floats."""
    if isinstance(value, str):
        try:
            return parse_float(value)
        except NumError:
            return 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0


def parse_atoi(text: str) -> int:
    """A decimal text as an integer; 0 if it is none, the nearest integer if it is out of range."""
    try:
        return atoi(text)
    except NumError as error:
        return int(error.value)


def to_decimal(value: Any) -> Int64:
    """The text of `value` read as an octal number; 0 if it is none."""
    try:
        return Int64(parse_int(to_text(value), 8))
    except NumError:
        return Int64(0)


def add(*values: Any) -> Int64:
    """The sum."""
    return _wrapped(sum(map(to_int, values)))


def add1(value: Any) -> Int64:
    """The next integer."""
    return _wrapped(to_int(value) + 1)


def sub(left: Any, right: Any) -> Int64:
    """The difference."""
    return _wrapped(to_int(left) - to_int(right))


def mul(first: Any, *others: Any) -> Int64:
    """The product."""
    product = to_int64(first)
    for other in others:
        product = _wrapped(product * to_int(other))
    return product


def div(left: Any, right: Any) -> Int64:
    """The quotient, truncated towards zero. Raises GoError for a divisor of 0."""
    dividend, divisor = _operands(left, right)
    quotient = abs(dividend) // abs(divisor)
    return _wrapped(quotient if (dividend < 0) == (divisor < 0) else -quotient)


def mod(left: Any, right: Any) -> Int64:
    """The remainder, with the sign of the dividend. Raises GoError for a divisor of 0."""
    dividend, divisor = _operands(left, right)
    remainder = abs(dividend) % abs(divisor)
    return Int64(remainder if dividend >= 0 else -remainder)


def _operands(left: Any, right: Any) -> tuple[int, int]:
    divisor = to_int(right)
    if divisor == 0:
        raise GoError("runtime error: integer divide by zero")
    return to_int(left), divisor


def maximum(first: Any, *others: Any) -> Int64:
    """The largest argument."""
    return Int64(max(to_int(first), *map(to_int, others)) if others else to_int(first))


def minimum(first: Any, *others: Any) -> Int64:
    """The smallest argument."""
    return Int64(min(to_int(first), *map(to_int, others)) if others else to_int(first))


def floor(value: Any) -> float:
    """The largest integral number not above `value`."""
    return _floor(to_float64(value))


def ceil(value: Any) -> float:
    """The smallest integral number not below `value`."""
    return -_floor(-to_float64(value))


def _floor(number: float) -> float:
    return math.copysign(math.floor(number), number) if math.isfinite(number) else number


def round_to(value: Any, places: int, *threshold: float) -> float:
    """`value` with `places` decimals: away from zero only upwards, from a fraction of `threshold` (0.5) on."""
    power = _power_of_ten(places)
    digit = power * to_float64(value)
    fraction = math.modf(digit)[0]
    rounded = -_floor(-digit) if fraction >= (threshold[0] if threshold else 0.5) else _floor(digit)
    if power == 0:
        return math.nan if rounded == 0 or math.isnan(rounded) else math.copysign(math.inf, rounded)
    return rounded / power


def _power_of_ten(exponent: int) -> float:
    """math.Pow(10, exponent), with the rounding errors of Go's successive squarings."""
    if abs(exponent) > 400:
        return math.inf if exponent > 0 else 0.0
    mantissa, power = 1.0, 0
    square, doubling = math.frexp(10.0)
    rest = abs(exponent)
    while rest:
        if rest & 1:
            mantissa *= square
            power += doubling
        square *= square
        doubling <<= 1
        if square < 0.5:
            square += square
            doubling -= 1
        rest >>= 1
    if exponent < 0:
        mantissa, power = 1 / mantissa, -power
    try:
        return math.ldexp(mantissa, power)
    except OverflowError:
        return math.inf


FUNCTIONS: dict[str, GoFunction] = {
    "add": go(add, "...any"),
    "add1": go(add1, "any"),
    "atoi": go(parse_atoi, "string"),
    "biggest": go(maximum, "any", "...any"),
    "ceil": go(ceil, "any"),
    "div": go(div, "any", "any"),
    "float64": go(to_float64, "any"),
    "floor": go(floor, "any"),
    "int": go(to_int, "any"),
    "int64": go(to_int64, "any"),
    "max": go(maximum, "any", "...any"),
    "min": go(minimum, "any", "...any"),
    "mod": go(mod, "any", "any"),
    "mul": go(mul, "any", "...any"),
    "round": go(round_to, "any", "int", "...float64"),
    "sub": go(sub, "any", "any"),
    "toDecimal": go(to_decimal, "any"),
}
