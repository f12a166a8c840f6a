"""The numbers and timestamps of go-yaml, in all the ways they can be written.

Rule: gopkg.in/yaml.v2 2.2.4, resolve.go. `yaml_scalars` knows the common forms and comes here for the others.
"""

from __future__ import annotations

import re
from typing import Any

MAX_INT = (1 << 63) - 1
MAX_UINT = (1 << 64) - 1
_INFINITY = float("inf")

_INT = re.compile("([+-]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOT_FLOAT = re.compile(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?")
_SIGNED_BINARY = re.compile("0b([+-][01]+)")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_CLOCK = r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]{1,9})?"
_TIMESTAMP = re.compile(
    f"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:[Tt]{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})| +{_CLOCK})?"
)


def number(text: str) -> Any:
    """The number that `text` stands for, or the text itself when it is none. It begins with a digit, sign or dot.

    Integers have up to 64 bits, unsigned ones too; what is larger is a float.
    """
    if text[0] == ".":
        return _finite(text, text) if _DOT_FLOAT.fullmatch(text) else text
    plain = text.replace("_", "")
    found = _INT.fullmatch(plain)
    if found:
        value = _integer(*found.groups())
        if value is not None:
            return value
    if _FLOAT.fullmatch(plain):
        return _finite(plain, text)
    found = _SIGNED_BINARY.fullmatch(plain)
    if found:
        value = int(found[1], 2)
        return value if -MAX_INT - 1 <= value <= MAX_INT else text
    return text


def _integer(sign: str, digits: str) -> int | None:
    """The integer, or None when it needs more than 64 bits."""
    if digits[0] != "0" or digits == "0":
        if len(digits) > 20:
            return None
        value = int(digits)
    elif digits[1] in "xXbBoO":
        value = int(digits, 0)
    else:
        value = int(digits, 8)
    if sign == "-":
        return -value if value <= MAX_INT + 1 else None
    return value if value <= (MAX_INT if sign else MAX_UINT) else None


def _finite(plain: str, text: str) -> Any:
    value = float(plain)
    return text if value in (_INFINITY, -_INFINITY) else value


def looks_special(text: str) -> bool:
    """Whether `text` reads as a number or a timestamp, or as a base 60 number for readers that have them."""
    return number(text) is not text or is_timestamp(text) or _BASE60.fullmatch(text) is not None


def is_timestamp(text: str) -> bool:
    """Whether `text` is a date or a time in one of the forms that go-yaml accepts.

    Rule: resolve.go, parseTimestamp.
    """
    found = _TIMESTAMP.fullmatch(text)
    if not found:
        return False
    year, month, day, *clocks = (int(part) if part else 0 for part in found.groups())
    hours, minutes, seconds = (first + second for first, second in zip(clocks[:3], clocks[3:], strict=True))
    return 1 <= month <= 12 and 1 <= day <= _days(year, month) and hours < 24 and minutes < 60 and seconds < 60


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
