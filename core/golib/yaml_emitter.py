"""Values as YAML text, byte for byte as ghodss/yaml's Marshal writes them.

Rule: encoding/json (what a value becomes), gopkg.in/yaml.v2 2.2.4, encode.go (which style a scalar gets) and
emitterc.go (indentation, quoting, folding at 80 columns). Go writes JSON, reads it as YAML and writes that; here the
two steps between are skipped for values that come through them unchanged, which all but exotic strings do.
"""

from __future__ import annotations

from binascii import b2a_base64
from typing import Any

from .depth import MAX_DEPTH
from .floats import format_g, format_json
from .nil import is_nil
from .types import Struct
from .yaml_charset import is_carried
from .yaml_keys import sort_keys
from .yaml_styles import AT_LINE_START, WIDTH, folded, has_break, inline, literal

_LONG_KEY = 128
_JSON_KEY_LIMIT = 150
"""Keys up to this length are simple keys for the reader of JSON, however many escapes they need."""

_EXACT = float(1 << 53)
_MIN_INT = -(1 << 63)
_MAX_UINT = (1 << 64) - 1

_MEMO_TEXT = 64
_MEMO_SIZE = 8192
_memo: dict[str, str] = {}
"""Short strings and how they are written inside a line; emptied when it is full."""


class NotCarried(Exception):
    """The value has no YAML text of its own: JSON has to be written and read first, or has nothing for it."""


def emit(value: Any, carried: bool = False) -> str:
    """`value` as a YAML document.

    Raises `NotCarried` for values that would not come unchanged through JSON text read as YAML (or not at all); not
    when the caller says that the value has `carried` over already.
    """
    emitter = _Emitter(carried)
    emitter.node(value, -1, "", False)
    emitter.parts.append("\n")
    text = "".join(emitter.parts)
    return text.replace(AT_LINE_START + "\n", "") if emitter.odd_breaks else text


class _Emitter:
    """Collects the parts of the text. Every line begins with its newline; literal scalars leave their last one out."""

    __slots__ = ("carried", "depth", "odd_breaks", "parts")

    def __init__(self, carried: bool) -> None:
        self.carried = carried
        self.depth = 0
        self.odd_breaks = False
        self.parts: list[str] = []

    def node(self, value: Any, indent: int, lead: str, in_mapping: bool, column: int = 0) -> None:
        """Write one value.

        `indent` is that of the collection around it (-1 for none) and `column` where a scalar begins. `lead` is what
        comes before: nothing at the top, else a space. A collection goes on in the same line after ``-`` and ``?``,
        but not as the value of a simple key (`in_mapping`).
        """
        kind = value.__class__
        if kind is str:
            self.parts.append(lead)
            self.scalar(value, indent, column)
        elif value is None or kind is bool or kind is float or isinstance(value, int):
            self.parts.append(lead + self.number(value))
        elif isinstance(value, dict):
            if not value:
                self.parts.append(lead + ("null" if is_nil(value) else "{}"))
            else:
                self.mapping(value, indent + 2 if indent >= 0 else 0, lead, in_mapping)
        elif isinstance(value, list):
            if not value:
                self.parts.append(lead + ("null" if is_nil(value) else "[]"))
            else:
                self.sequence(value, (indent if in_mapping else indent + 2) if indent >= 0 else 0, lead, in_mapping)
        elif kind is bytes:
            self.parts.append(lead)
            self.scalar(b2a_base64(value, newline=False).decode(), indent, column)
        elif isinstance(value, Struct):
            self.node(value.go_json(), indent, lead, in_mapping, column)
        else:
            raise NotCarried

    def number(self, value: float | None) -> str:
        """null, a boolean, an integer or a float as text."""
        if value is None:
            return "null"
        if value.__class__ is bool:
            return "true" if value else "false"
        if value.__class__ is not float:
            return str(int(value))
        if value - value != 0:
            raise NotCarried
        if -_EXACT < value < _EXACT and value == int(value):
            return str(int(value))
        text = format_json(value)
        if "." in text or "e" in text or not _MIN_INT <= int(text) <= _MAX_UINT:
            return format_g(value)
        return text

    def mapping(self, members: dict[str, Any], indent: int, lead: str, in_mapping: bool) -> None:
        """Write a mapping that is not empty, its keys at column `indent`."""
        self.enter()
        parts, newline = self.parts, "\n" + " " * indent
        parts.append(newline if in_mapping else lead)
        first = True
        for key in sort_keys(members):
            if first:
                first = False
            else:
                parts.append(newline)
            if len(key) > _JSON_KEY_LIMIT and not self.carried:
                raise NotCarried
            if (not key.isascii() or len(key) > _LONG_KEY or "\n" in key or "\r" in key) and _is_complex(key):
                parts.append("?")
                self.node(key, indent, " ", False, indent + 2)
                parts.append(newline + ":")
                self.node(members[key], indent, " ", False, indent + 2)
                continue
            text = _memo.get(key) or self.inline(key)
            parts.append(text + ":")
            self.node(members[key], indent, " ", True, indent + len(text) + 2)
        self.depth -= 1

    def sequence(self, items: list[Any], indent: int, lead: str, in_mapping: bool) -> None:
        """Write a sequence that is not empty, its dashes at column `indent`."""
        self.enter()
        dash = "\n" + " " * indent + "-"
        self.parts.append(dash if in_mapping else lead + "-")
        first = True
        for item in items:
            if first:
                first = False
            else:
                self.parts.append(dash)
            self.node(item, indent, " ", False, indent + 2)
        self.depth -= 1

    def enter(self) -> None:
        """Go into a collection."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotCarried

    def scalar(self, text: str, indent: int, column: int) -> None:
        """Write a string as a value: on one line, folded, or as a literal block."""
        line = _memo.get(text) or self.inline(text)
        margin = " " * (indent + 2 if indent >= 0 else 2)
        if not line:
            line = literal(text, margin)
            self.odd_breaks = self.odd_breaks or line[-1] == AT_LINE_START
        elif (column + len(line) > WIDTH and " " in line) or (line[0] == "'" and not line.isascii()):
            line = folded(line, column, "\n" + margin)
        self.parts.append(line)

    def inline(self, text: str) -> str:
        """The string on one line; empty when it is to be a literal block. Raises `NotCarried`."""
        if not self.carried and not is_carried(text):
            raise NotCarried
        line = inline(text)
        if len(text) <= _MEMO_TEXT and not self.carried:
            if len(_memo) >= _MEMO_SIZE:
                _memo.clear()
            _memo[text] = line
        return line


def _is_complex(key: str) -> bool:
    """Whether the key needs the form with a question mark: it is longer than 128 bytes, or has line breaks."""
    return len(key.encode("utf-8", "surrogateescape")) > _LONG_KEY or has_break(key)
