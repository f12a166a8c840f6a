"""encoding/json: values to JSON text, byte for byte as Go writes it.

Reading is in `json_decoder`; `decode` and `decode_map` are its face here.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from typing import Any

from .depth import MAX_DEPTH
from .floats import format_json
from .json_decoder import JsonError, decode, decode_map
from .types import Struct, type_name

__all__ = ["JsonError", "decode", "decode_map", "encode", "quote"]

_SPECIAL = re.compile('[\x00-\x1f"\\\\<>&\u2028\u2029\ud800-\udfff]')
_SPECIAL_RAW_HTML = re.compile('[\x00-\x1f"\\\\\u2028\u2029\ud800-\udfff]')
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str, escape_html: bool = True) -> str:
    """`text` as a JSON string. Bytes that are not UTF-8 become the escape of U+FFFD.

    Rule: encoding/json, encodeState.string: no short forms for backspace and form feed, U+2028 and U+2029 escaped.
    """
    special = _SPECIAL if escape_html else _SPECIAL_RAW_HTML
    if not special.search(text):
        return f'"{text}"'
    return '"' + special.sub(_escape, _rejoin(text)) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _rejoin(text: str) -> str:
    """`text` with surrogates that together are UTF-8 made characters again."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def encode(value: Any, escape_html: bool = True, indent: str | None = None) -> str:
    """`value` as JSON text (json.Marshal; with `indent` json.MarshalIndent without a prefix).

    Maps are sorted by key, structs keep the order of their fields, []byte is base64. Raises JsonError for what JSON
    does not have (infinities, functions) and for values nested deeper than `MAX_DEPTH`.
    """
    return _Encoder(escape_html, indent).text(value)


class _Encoder:
    __slots__ = ("depth", "escape_html", "indent")

    def __init__(self, escape_html: bool, indent: str | None) -> None:
        self.escape_html = escape_html
        self.indent = indent
        self.depth = 0

    def text(self, value: Any) -> str:
        kind = value.__class__
        if kind is str:
            return quote(value, self.escape_html)
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if isinstance(value, int):
            return str(int(value))
        if kind is float:
            if value - value != 0:
                raise JsonError(f"json: unsupported value: {_odd_float(value)}")
            return format_json(value)
        if isinstance(value, dict):
            return self._object(value, True)
        if isinstance(value, list):
            return self._array(value)
        if kind is bytes:
            return '"' + b2a_base64(value, newline=False).decode() + '"'
        if isinstance(value, Struct):
            members = value.go_json()
            return self._object(members, False) if members.__class__ is dict else self.text(members)
        raise JsonError(f"json: unsupported type: {type_name(value)}")

    def _object(self, members: dict[str, Any], sort: bool) -> str:
        if not members:
            return "{}"
        separator = self._enter()
        colon = ":" if self.indent is None else ": "
        keys = _sorted(members) if sort else list(members)
        parts = [quote(key, self.escape_html) + colon + self.text(members[key]) for key in keys]
        return "{" + separator + f",{separator}".join(parts) + self._leave() + "}"

    def _array(self, items: list[Any]) -> str:
        if not items:
            return "[]"
        separator = self._enter()
        return "[" + separator + f",{separator}".join([self.text(item) for item in items]) + self._leave() + "]"

    def _enter(self) -> str:
        """Go one level down; returns what stands between two items, besides the comma."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise JsonError(f"json: unsupported value: exceeded max depth of {MAX_DEPTH}")
        return "" if self.indent is None else "\n" + self.indent * self.depth

    def _leave(self) -> str:
        self.depth -= 1
        return "" if self.indent is None else "\n" + self.indent * self.depth


def _sorted(members: dict[str, Any]) -> list[str]:
    """The keys in the order of their bytes."""
    keys = sorted(members)
    if any(not key.isascii() and _SURROGATE.search(key) for key in keys):
        keys.sort(key=lambda key: key.encode("utf-8", "surrogateescape"))
    return keys


def _odd_float(value: float) -> str:
    return "NaN" if value != value else ("+Inf" if value > 0 else "-Inf")
