"""Go's time.Duration: read (`1h30m`, `1500ms`) and written (`1h30m0s`)."""

from __future__ import annotations

import re

from .types import Duration, GoError

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?([^.0-9]*)")
_LARGEST = (1 << 63) - 1


def parse(text: str) -> Duration:
    """Read a duration: signed numbers with units, together (time.ParseDuration).

    Raises GoError (`time: invalid duration`, `time: missing unit in duration`, `time: unknown unit … in duration`).
    """
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return Duration(0)
    if not body:
        raise _invalid(text)
    total = 0
    position = 0
    while position < len(body):
        found = _PART.match(body, position)
        assert found is not None
        total += _part(found, text)
        if total > _LARGEST:
            raise _invalid(text)
        position = found.end()
    return Duration(-total if text[0] == "-" else total)


def _part(found: re.Match[str], text: str) -> int:
    """The nanoseconds of one number with its unit."""
    whole, fraction, unit = found[1], found[2] or "", found[3]
    if not whole and len(fraction) < 2:
        raise _invalid(text)
    if len(whole.lstrip("0")) > 19 or int(whole or "0") > _LARGEST:
        raise _invalid(text)
    if not unit:
        raise GoError(f'time: missing unit in duration "{text}"')
    scale = _UNITS.get(unit)
    if scale is None:
        raise GoError(f'time: unknown unit "{unit}" in duration "{text}"')
    value = int(whole or "0") * scale
    if value > _LARGEST:
        raise _invalid(text)
    if len(fraction) > 1:
        value += _fraction(fraction[1:], scale)
    return value


def _fraction(digits: str, scale: int) -> int:
    """The part behind the point, in floating point as Go computes it; digits that overflow an int64 are dropped."""
    value, power = 0, 1.0
    for digit in digits:
        if value > _LARGEST // 10 or value * 10 + int(digit) > _LARGEST:
            break
        value = value * 10 + int(digit)
        power *= 10
    return int(float(value) * (float(scale) / power))


def _invalid(text: str) -> GoError:
    return GoError(f'time: invalid duration "{text}"')


def to_text(value: int) -> str:
    """The duration as Go prints it: `1h2m3.5s`, `1.5ms`, `0s`."""
    size = abs(value)
    sign = "-" if value < 0 else ""
    if size == 0:
        return "0s"
    if size < 1_000_000_000:
        for unit, scale in (("ns", 1), ("\u00b5s", 1_000), ("ms", 1_000_000)):
            if size < scale * 1000:
                return f"{sign}{_decimal(size, scale)}{unit}"
    minutes, rest = divmod(size, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(rest, 1_000_000_000)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{text}"
    return f"{sign}{minutes}m{text}" if minutes else sign + text


def _decimal(number: int, scale: int) -> str:
    whole, rest = divmod(number, scale)
    if not rest:
        return str(whole)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0")
