"""Numbers as schemas see them: values tables hold floats where YAML had integers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

_EXACT = float(1 << 63)
"""Where floats of whole numbers end to be integers; above, only their size counts."""


def exact(value: Any) -> Any:
    """A copy of a value in Python's own types, in which a float that is a whole number is an int."""
    if isinstance(value, dict):
        return {str(key): exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value


def is_multiple(number: int | float, of: int | float) -> bool:
    """Whether a number is a multiple of another, counted in the digits in which both are written."""
    try:
        return (_fraction(number) / _fraction(of)).denominator == 1
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


def _fraction(number: int | float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def shown(number: Any) -> str:
    """A number as messages have it."""
    from ....core.golib.json import encode

    return encode(number)
