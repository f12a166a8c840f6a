"""Floating point numbers as text, the two ways that data formats need.

Both start from `repr`, which gives the shortest digits that read back as the same number, as Go does.
"""

from __future__ import annotations

from struct import pack, unpack


def format_json(value: float) -> str:
    """The finite `value` as encoding/json writes it: exponents only below 1e-6 and from 1e21 on.

    Rule: encoding/json, floatEncoder.
    """
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2]
    if "e" not in text:
        return text
    sign, digits, point = _split(text)
    if -6 < point <= 21:
        return sign + _positional(digits, point)
    exponent = point - 1
    mark = f"e-{-exponent}" if exponent < 0 else f"e+{exponent}"
    return sign + _mantissa(digits) + mark


def format_g(value: float) -> str:
    """The finite `value` as strconv.FormatFloat(value, 'g', -1, 64) writes it: exponents below 1e-4 and from 1e6 on."""
    if 1e-4 <= value < 1e6 or -1e6 < value <= -1e-4:
        return repr(value).removesuffix(".0")
    return _general(repr(value))


def format_g32(value: float) -> str:
    """`value` rounded to a float32, in the g format: ``+Inf``, ``-Inf`` and ``NaN`` included."""
    try:
        single = unpack("f", pack("f", value))[0]
    except OverflowError:
        single = float("inf") if value > 0 else float("-inf")
    if single - single != 0:
        return "NaN" if single != single else ("+Inf" if single > 0 else "-Inf")
    text = ""
    for precision in range(9):
        text = f"{single:.{precision}e}"
        if unpack("f", pack("f", float(text)))[0] == single:
            break
    return _general(text)


def _general(text: str) -> str:
    sign, digits, point = _split(text)
    if -4 < point <= 6:
        return sign + _positional(digits, point)
    return f"{sign}{_mantissa(digits)}e{point - 1:+03d}"


def _split(text: str) -> tuple[str, str, int]:
    """Sign, significant digits and the place of the decimal point among them; zero is one digit before the point."""
    sign = "-" if text[0] == "-" else ""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return (sign, digits, point) if digits else (sign, "0", 1)


def _mantissa(digits: str) -> str:
    return f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits


def _positional(digits: str, point: int) -> str:
    if point <= 0:
        return f"0.{'0' * -point}{digits}"
    if point >= len(digits):
        return digits.ljust(point, "0")
    return f"{digits[:point]}.{digits[point:]}"


def format_f(value: float) -> str:
    """`value` as strconv.FormatFloat(value, 'f', -1, 64) writes it: without an exponent."""
    if value - value != 0:
        return "NaN" if value != value else ("+Inf" if value > 0 else "-Inf")
    sign, digits, point = _split(repr(value))
    return sign + _positional(digits, point)
