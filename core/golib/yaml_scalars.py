"""What a scalar means: go-yaml's rules from text to null, boolean, number or string.

Rule: gopkg.in/yaml.v2 2.2.4, resolve.go. Differences to what other YAML readers do: ``y``, ``on`` and the like are
booleans, ``0o7`` and ``07`` are octal, ``09`` is a float, dates and ``1:30`` stay strings.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from typing import Any

from .floats import format_g32
from .yaml_error import YamlError

TAG_PREFIX = "tag:yaml.org,2002:"
STR_TAG = TAG_PREFIX + "str"
BINARY_TAG = TAG_PREFIX + "binary"
MERGE_TAG = TAG_PREFIX + "merge"
NULL_TAG = TAG_PREFIX + "null"
_TIMESTAMP_TAG = TAG_PREFIX + "timestamp"
_BOOL_TAG = TAG_PREFIX + "bool"
_INT_TAG = TAG_PREFIX + "int"
_FLOAT_TAG = TAG_PREFIX + "float"
_RESOLVED_TAGS = frozenset((STR_TAG, _BOOL_TAG, _INT_TAG, _FLOAT_TAG, NULL_TAG, _TIMESTAMP_TAG))

_INFINITY = float("inf")

WORDS: dict[str, Any] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), _INFINITY),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -_INFINITY),
}
"""The words that are no strings, and what they are."""

NUMERIC_START = frozenset("0123456789+-.")
"""Characters that may begin a number or a timestamp."""

_MAX_INT = (1 << 63) - 1
_MAX_UINT = (1 << 64) - 1
_INT = re.compile(r"([+-]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_DOT_FLOAT = re.compile(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?", re.ASCII)
_SIGNED_BINARY = re.compile(r"0b[+-][01]+")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", re.ASCII)
_CLOCK = "([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\\.[0-9]{1,9})?"
_TIMESTAMP = re.compile(
    f"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:[Tt]{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})| +{_CLOCK})?", re.ASCII
)
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def resolve_plain(text: str) -> Any:
    """The value of an unquoted scalar: None, bool, int (up to 64 bits, unsigned too), float or the text itself."""
    if text in WORDS:
        return WORDS[text]
    return resolve_number(text) if text[0] in NUMERIC_START else text


def resolve_number(text: str) -> Any:
    """The number that `text` stands for, or the text when it is none. It begins with one of `NUMERIC_START`."""
    if text[0] == ".":
        return _finite(text, text) if _DOT_FLOAT.fullmatch(text) else text
    plain = text.replace("_", "")
    found = _INT.fullmatch(plain)
    if found:
        number = _integer(*found.groups())
        if number is not None:
            return number
    if _FLOAT.fullmatch(plain):
        return _finite(plain, text)
    if _SIGNED_BINARY.fullmatch(plain):
        binary = int(plain[2:], 2)
        return binary if -_MAX_INT - 1 <= binary <= _MAX_INT else text
    return text


def _integer(sign: str, digits: str) -> int | None:
    """The integer, or None when it needs more than 64 bits."""
    if digits[0] != "0" or digits == "0":
        if len(digits) > 20:
            return None
        number = int(digits)
    elif digits[1] in "xXbBoO":
        number = int(digits, 0)
    else:
        number = int(digits, 8)
    if sign == "-":
        return -number if number <= _MAX_INT + 1 else None
    return number if number <= (_MAX_INT if sign else _MAX_UINT) else None


def _finite(number: str, text: str) -> Any:
    value = float(number)
    return text if value in (_INFINITY, -_INFINITY) else value


def is_string(text: str) -> bool:
    """Whether `text`, written without quotes, reads back as a string (also for readers that know base 60)."""
    if text in WORDS:
        return False
    if text[0] not in NUMERIC_START:
        return True
    return resolve_number(text) is text and not _is_timestamp(text) and not _BASE60.fullmatch(text)


def _is_timestamp(text: str) -> bool:
    """Rule: resolve.go, parseTimestamp: four of the formats that YAML allows for dates and times."""
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


def resolve_tagged(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag. Tags that go-yaml does not know leave the text as it is.

    Raises YamlError when the text does not fit the tag.
    """
    if tag == BINARY_TAG:
        return _binary(text)
    if tag == STR_TAG or tag not in _RESOLVED_TAGS:
        return text
    value = resolve_plain(text)
    kind = _tag_of(value)
    if kind == tag:
        return value
    if tag == _FLOAT_TAG and kind == _INT_TAG and value <= _MAX_INT:
        return float(value)
    if kind == STR_TAG and tag == _TIMESTAMP_TAG and _is_timestamp(text):
        return text
    raise YamlError(f"yaml: cannot decode {short_tag(kind)} `{text}` as a {short_tag(tag)}")


def _tag_of(value: Any) -> str:
    if value is None:
        return NULL_TAG
    return {bool: _BOOL_TAG, int: _INT_TAG, float: _FLOAT_TAG}.get(value.__class__, STR_TAG)


def short_tag(tag: str) -> str:
    """``!!str`` for ``tag:yaml.org,2002:str``; other tags as they are."""
    return "!!" + tag.removeprefix(TAG_PREFIX) if tag.startswith(TAG_PREFIX) else tag


def _binary(text: str) -> str:
    """The bytes of a ``!!binary`` scalar as text."""
    text = text.replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(text):
        raise YamlError("yaml: !!binary value contains invalid base64 data")
    return a2b_base64(text).decode("utf-8", "surrogateescape")


def key_text(key: Any) -> str | None:
    """The string that a map key becomes in JSON, or None for keys that JSON cannot have (null, beyond int64).

    Rule: ghodss/yaml, convertToJSONableObject.
    """
    if key.__class__ is str:
        return str(key)
    if key is None or (key.__class__ is int and key > _MAX_INT):
        return None
    text = scalar_text(key)
    return _ODD_FLOATS.get(text, text)


_ODD_FLOATS = {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}


def scalar_text(value: bool | int | float) -> str:
    """The text that a boolean or a number becomes where a string is wanted; floats with the precision of a float32.

    Rule: ghodss/yaml, convertToJSONableObject.
    """
    if value.__class__ is bool:
        return "true" if value else "false"
    return format_g32(value) if value.__class__ is float else str(value)
