"""What a scalar without quotes means: go-yaml's rules from text to null, boolean, number or string.

Rule: gopkg.in/yaml.v2 2.2.4, resolve.go. Differences to what other YAML readers do: ``y``, ``on`` and the like are
booleans, ``0o7`` and ``07`` are octal, ``09`` is a float, dates and ``1:30`` stay strings.
"""

from __future__ import annotations

from typing import Any

from .floats import format_g32

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

_NUMBER_MARKS = frozenset("+-_eExXoObB")
_SAFE_DIGITS = 15
_MAX_INT = (1 << 63) - 1


def resolve_plain(text: str) -> Any:
    """The value of an unquoted scalar: None, bool, int (up to 64 bits, unsigned too), float or the text itself."""
    if text in WORDS:
        return WORDS[text]
    return resolve_number(text) if text[0] in NUMERIC_START else text


def resolve_number(text: str) -> Any:
    """The number that `text` stands for, or the text itself. It begins with one of `NUMERIC_START`."""
    rest = text.strip("0123456789.")
    if rest:
        if rest[0] not in _NUMBER_MARKS:
            return text
    elif len(text) <= _SAFE_DIGITS:
        dots = text.count(".")
        if dots > 1:
            return text
        if dots == 0 and (text[0] != "0" or text == "0"):
            return int(text)
        if dots and text != ".":
            return float(text)
    from .yaml_numbers import number

    return number(text)


def is_string(text: str) -> bool:
    """Whether `text`, written without quotes, reads back as a string (also for readers that know base 60)."""
    if text in WORDS:
        return False
    if text[0] not in NUMERIC_START:
        return True
    rest = text.strip("0123456789.")
    if rest and rest[0] not in _NUMBER_MARKS and rest[0] != ":":
        return True
    from .yaml_numbers import looks_special

    return not looks_special(text)


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
