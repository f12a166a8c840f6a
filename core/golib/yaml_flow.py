"""Small flow collections, ``[a, 1]`` and ``{a: b}``, for the fast reader.

Only words, numbers and quoted strings without escapes: whatever else a flow collection may hold is left to the exact
reader.
"""

from __future__ import annotations

import re
from typing import Any

from .yaml_blocks import Unusual, name_of, plain_number
from .yaml_scalars import NUMERIC_START, resolve_plain

_DEPTH = 20
_TOKEN = re.compile(
    r"""[ ]*+(?:([\[\]{},])|("[^"\\]*"|'[^']*')|((?:[A-Za-z0-9_./$=+(<;^~\\]|-(?=[A-Za-z0-9.]))"""
    r"""(?:[^,\[\]{}:?#\t"']|:(?=[^ ,\[\]{}?]))*+)|((?<=["']):|:(?=[ ]))|(.))"""
)
_Tokens = list[tuple[str, str, str, str, str]]


def read_flow(text: str, floats: bool) -> Any:
    """The value of the flow collection that is `text`. Raises `Unusual`."""
    tokens: _Tokens = _TOKEN.findall(text)
    value, end = _value(tokens, 0, 0, floats)
    if end != len(tokens):
        raise Unusual
    return value


def _value(tokens: _Tokens, at: int, depth: int, floats: bool) -> tuple[Any, int]:
    """The value that begins with the token at `at`, and the place behind it."""
    if at >= len(tokens) or depth > _DEPTH:
        raise Unusual
    mark, quoted, plain, _, _ = tokens[at]
    at += 1
    if quoted:
        return quoted[1:-1], at
    if plain:
        plain = plain.rstrip(" ")
        return plain_number(plain, floats) if plain[0] in NUMERIC_START else resolve_plain(plain), at
    if mark == "[":
        return _list(tokens, at, depth + 1, floats)
    if mark == "{":
        return _map(tokens, at, depth + 1, floats)
    raise Unusual


def _list(tokens: _Tokens, at: int, depth: int, floats: bool) -> tuple[list[Any], int]:
    items: list[Any] = []
    while at < len(tokens) and tokens[at][0] != "]":
        item, at = _value(tokens, at, depth, floats)
        items.append(item)
        at = _separator(tokens, at, "]")
    if at >= len(tokens):
        raise Unusual
    return items, at + 1


def _map(tokens: _Tokens, at: int, depth: int, floats: bool) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    while at < len(tokens) and tokens[at][0] != "}":
        _, quoted, plain, _, _ = tokens[at]
        if not (quoted or plain) or at + 1 >= len(tokens) or not tokens[at + 1][3]:
            raise Unusual
        value, at = _value(tokens, at + 2, depth, floats)
        members[name_of(quoted or plain)] = value
        at = _separator(tokens, at, "}")
    if at >= len(tokens):
        raise Unusual
    return members, at + 1


def _separator(tokens: _Tokens, at: int, closing: str) -> int:
    """The place behind the comma at `at`, or `at` itself where the collection ends."""
    if at < len(tokens) and tokens[at][0] == ",":
        return at + 1
    if at >= len(tokens) or tokens[at][0] != closing:
        raise Unusual
    return at
