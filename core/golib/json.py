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
from .nil import is_nil
from .types import Struct, type_name

__all__ = ["JsonError", "decode", "decode_map", "encode", "quote"]

_SPECIAL = re.compile(r'[\x00-\x1f"\\<>&]')
_SPECIAL_RAW_HTML = re.compile(r'[\x00-\x1f"\\]')
_WIDE_SPECIAL = "[\u2028\u2029\ud800-\udfff]"
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str, escape_html: bool = True) -> str:
    """`text` as a JSON string. Bytes that are not UTF-8 become the escape of U+FFFD.

    Rule: encoding/json, encodeState.string: no short forms for backspace and form feed, U+2028 and U+2029 escaped.
    """
    special = _SPECIAL if escape_html else _SPECIAL_RAW_HTML
    wide = not text.isascii() and not text.isprintable() and re.search(_WIDE_SPECIAL, text)
    if wide:
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    if special.search(text):
        text = special.sub(_escape, text)
    return '"' + (re.sub(_WIDE_SPECIAL, _escape, text) if wide else text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def encode(value: Any, escape_html: bool = True, indent: str | None = None) -> str:
    """`value` as JSON text (json.Marshal; with `indent` json.MarshalIndent without a prefix).

    Maps are sorted by key, structs keep the order of their fields, []byte is base64. Raises JsonError for what JSON
    does not have (infinities, functions) and for values nested deeper than `MAX_DEPTH`.
    """
    try:
        return _Encoder(escape_html, indent).text(value)
    except RecursionError:
        raise _too_deep() from None


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
            return "null" if is_nil(value) else self._object(value, True)
        if isinstance(value, list):
            return "null" if is_nil(value) else self._array(value)
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
        parts = []
        for key in _sorted(members) if sort else members:
            parts.append(quote(key, self.escape_html) + colon + self.text(members[key]))
        return "{" + separator + f",{separator}".join(parts) + self._leave() + "}"

    def _array(self, items: list[Any]) -> str:
        if not items:
            return "[]"
        separator = self._enter()
        parts = []
        for item in items:
            parts.append(self.text(item))
        return "[" + separator + f",{separator}".join(parts) + self._leave() + "]"

    def _enter(self) -> str:
        """Go one level down; returns what stands between two items, besides the comma."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep()
        return "" if self.indent is None else "\n" + self.indent * self.depth

    def _leave(self) -> str:
        self.depth -= 1
        return "" if self.indent is None else "\n" + self.indent * self.depth


def _sorted(members: dict[str, Any]) -> list[str]:
    """The keys in the order of their bytes."""
    keys = sorted(members)
    if not all(map(str.isascii, keys)):
        keys.sort(key=lambda key: key.encode("utf-8", "surrogateescape"))
    return keys


def _too_deep() -> JsonError:
    """The error for values that nest deeper than `MAX_DEPTH`, or than the stack at hand allows."""
    return JsonError(f"json: unsupported value: exceeded max depth of {MAX_DEPTH}")


def _odd_float(value: float) -> str:
    return "NaN" if value != value else ("+Inf" if value > 0 else "-Inf")
