"""When values of documents are the same, and what Go calls their types."""

from __future__ import annotations

import re
from typing import Any

_BLANKS_AT_LINE_END = re.compile(" +\r?\n")

_TYPE_NAMES: dict[type, str] = {
    type(None): "",
    bool: "bool",
    int: "int",
    float: "float64",
    str: "string",
    dict: "map[string]interface {}",
    list: "[]interface {}",
}

_OTHER_NAMES = {
    "map[string]interface{}": dict,
    "map": dict,
    "object": dict,
    "[]interface{}": list,
    "array": list,
    "list": list,
    "integer": int,
    "float": float,
    "boolean": bool,
    "null": type(None),
    "nil": type(None),
}
"""Further names for types, besides those of Go."""


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, types included: 1 is neither 1.0 nor true. The order of keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def contains_fields(value: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether a mapping has all the keys of another one, with equal values."""
    return all(key in value and same(value[key], each) for key, each in wanted.items())


def plain_text(text: str) -> str:
    """A text without line breaks at its beginning and without blanks at the end of lines, as texts are compared."""
    return _BLANKS_AT_LINE_END.sub("\n", text).lstrip("\n")


def type_name(value: Any) -> str:
    """Go's name of a value's type; empty for null."""
    return _TYPE_NAMES.get(type(value), type(value).__name__)


def has_type(value: Any, name: str) -> bool:
    """Whether a value is of the type of that name: Go's (``int``, ``map[string]interface {}``) or a plain one."""
    return type_name(value) == name or type(value) is _OTHER_NAMES.get(name)
