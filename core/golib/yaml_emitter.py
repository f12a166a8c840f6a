"""Values as YAML text, byte for byte as ghodss/yaml's Marshal writes them.

Rule: encoding/json (what a value becomes), gopkg.in/yaml.v2 2.2.4, encode.go (which style a scalar gets) and
emitterc.go (indentation, quoting, folding at 80 columns). Go writes JSON, reads it as YAML and writes that; here the
two steps between are skipped for values that come through them unchanged, which all but exotic strings do.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from typing import Any

from .depth import MAX_DEPTH
from .floats import format_g, format_json
from .types import Struct
from .yaml_keys import sort_keys
from .yaml_scalars import is_string

_WIDTH = 80
_LONG_KEY = 128
_JSON_KEY_LIMIT = 150
"""Keys up to this length are simple keys for the reader of JSON, however many escapes they need."""

_EXACT = float(1 << 53)
_MAX_INT = (1 << 63) - 1
_MAX_UINT = (1 << 64) - 1

_NOT_CARRIED = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that JSON text read as YAML changes or refuses."""

_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_DOUBLE_ESCAPED = re.compile(r'[^\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]')
_BREAK = "\r\n\x85\u2028\u2029"
_HAS_BREAK = re.compile(f"[{_BREAK}]")
_BREAK_BEFORE_SPACE = re.compile(f"[{_BREAK}] ")
_SPACE_BEFORE_BREAK = re.compile(f" [{_BREAK}]")
_INDICATOR = re.compile(r"---|\.\.\.|[#,\[\]{}&*!|>'\"%@`]|[?:-](?:[ \t]|\Z)")
_INDICATOR_INSIDE = re.compile(rf":(?:[ \t]|\Z)|[ \t{_BREAK}]#")
_ODD_BREAKS = re.compile("([\u2028\u2029]+)")
_LINE = re.compile(f"[^{_BREAK}]+")
_SHORT_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


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
    return text.replace(_AT_LINE_START + "\n", "") if emitter.odd_breaks else text


_AT_LINE_START = "\0"
"""Stands where the line has ended with U+2028 or U+2029: no newline follows."""


class _Emitter:
    """Collects the parts of the text. Every line begins with its newline; literal scalars leave their last one out."""

    __slots__ = ("carried", "odd_breaks", "parts")

    def __init__(self, carried: bool) -> None:
        self.carried = carried
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
                self.parts.append(lead + "{}")
            else:
                self.mapping(value, indent + 2 if indent >= 0 else 0, lead, in_mapping)
        elif isinstance(value, list):
            if not value:
                self.parts.append(lead + "[]")
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
        if "." in text or "e" in text or not -_MAX_INT - 1 <= int(text) <= _MAX_UINT:
            return format_g(value)
        return text

    def mapping(self, members: dict[str, Any], indent: int, lead: str, in_mapping: bool) -> None:
        """Write a mapping that is not empty, its keys at column `indent`."""
        if indent > 2 * MAX_DEPTH:
            raise NotCarried
        parts, newline = self.parts, "\n" + " " * indent
        parts.append(newline if in_mapping else lead)
        first = True
        for key in sort_keys(members):
            if first:
                first = False
            else:
                parts.append(newline)
            if not key.isascii() or len(key) > _LONG_KEY or _HAS_BREAK.search(key):
                self.check(key, _JSON_KEY_LIMIT)
                if len(key.encode()) > _LONG_KEY or _HAS_BREAK.search(key):
                    parts.append("?")
                    self.node(key, indent, " ", False, indent + 2)
                    parts.append(newline + ":")
                    self.node(members[key], indent, " ", False, indent + 2)
                    continue
            text = _memo.get(key) or self.inline(key)
            parts.append(text + ":")
            self.node(members[key], indent, " ", True, indent + len(text) + 2)

    def sequence(self, items: list[Any], indent: int, lead: str, in_mapping: bool) -> None:
        """Write a sequence that is not empty, its dashes at column `indent`."""
        if indent > 2 * MAX_DEPTH:
            raise NotCarried
        dash = "\n" + " " * indent + "-"
        self.parts.append(dash if in_mapping else lead + "-")
        first = True
        for item in items:
            if first:
                first = False
            else:
                self.parts.append(dash)
            self.node(item, indent, " ", False, indent + 2)

    def check(self, text: str, limit: int) -> None:
        """Raise `NotCarried` for a string that JSON read as YAML would change."""
        if not self.carried and (len(text) > limit or _NOT_CARRIED.search(text)):
            raise NotCarried

    def scalar(self, text: str, indent: int, column: int) -> None:
        """Write a string as a value: on one line, folded, or as a literal block."""
        line = _memo.get(text) or self.inline(text)
        if not line:
            line = self.literal(text, " " * (indent + 2 if indent >= 0 else 2))
        elif (column + len(line) > _WIDTH and " " in line) or (line[0] == "'" and _ODD_BREAKS.search(line)):
            line = _folded(line, column, "\n" + " " * (indent + 2 if indent >= 0 else 2))
        self.parts.append(line)

    def inline(self, text: str) -> str:
        """The string on one line, plain or quoted; the empty string when it is to be a literal block."""
        if not self.carried and _NOT_CARRIED.search(text):
            raise NotCarried
        line = _inline(text)
        if len(text) <= _MEMO_TEXT and not self.carried:
            if len(_memo) >= _MEMO_SIZE:
                _memo.clear()
            _memo[text] = line
        return line

    def literal(self, text: str, indent: str) -> str:
        """The string as a literal block, without the newline at its end."""
        hint = "2" if text[0] == " " or text[0] in _BREAK else ""
        chomp = ""
        if text[-1] not in _BREAK:
            chomp = "-"
        elif len(text) == 1 or text[-2] in _BREAK:
            chomp = "+"
        body = _LINE.sub(lambda found: indent + found[0], text)
        if body[-1] == "\n":
            body = body[:-1]
        elif not chomp or chomp == "+":
            self.odd_breaks = True
            body += _AT_LINE_START
        return f"|{hint}{chomp}\n{body}"


def _inline(text: str) -> str:
    """Rule: encode.go, stringv, and emitterc.go, yaml_emitter_analyze_scalar and yaml_emitter_select_scalar_style."""
    if "\n" in text:
        return "" if _block_allowed(text) else _double_quoted(text)
    if not text or not is_string(text):
        return _double_quoted(text)
    if _plain_allowed(text):
        return text
    if _UNPRINTABLE.search(text) or _BREAK_BEFORE_SPACE.search(text) or _SPACE_BEFORE_BREAK.search(text):
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def _block_allowed(text: str) -> bool:
    return text[-1] != " " and not _SPACE_BEFORE_BREAK.search(text) and not _UNPRINTABLE.search(text)


def _plain_allowed(text: str) -> bool:
    return not (
        _INDICATOR.match(text)
        or _INDICATOR_INSIDE.search(text, 1)
        or text[0] == " "
        or text[-1] == " "
        or _UNPRINTABLE.search(text)
        or _HAS_BREAK.search(text)
    )


def _double_quoted(text: str) -> str:
    if text[:1] == "\ufeff":
        return '"' + "".join(map(_escape, text)) + '"'
    return '"' + _DOUBLE_ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(character: str) -> str:
    short = _SHORT_ESCAPES.get(character)
    if short:
        return short
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _folded(line: str, column: int, newline: str) -> str:
    """The scalar broken at spaces beyond column 80 and indented after U+2028 and U+2029; it begins at `column`."""
    pieces = _ODD_BREAKS.split(line)
    if len(pieces) == 1:
        return _fold_line(line, column, newline)
    parts = [_fold_line(pieces[0], column, newline)]
    for at in range(1, len(pieces), 2):
        parts.append(pieces[at])
        if pieces[at + 1] != "'":
            parts.append(newline[1:])
        parts.append(_fold_line(pieces[at + 1], len(newline) - 1, newline))
    return "".join(parts)


def _fold_line(line: str, column: int, newline: str) -> str:
    quote = line[:1] if line[:1] in ("'", '"') else line[-1:]
    first = 2 if line[:1] in ("'", '"') else 1
    last = len(line) - 2 if quote in ("'", '"') else len(line) - 1
    double = quote == '"'
    parts: list[str] = []
    start = 0
    at = line.find(" ", first)
    while 0 < at < last:
        if line[at - 1] != " " and (double or line[at + 1] != " ") and column + at - start > _WIDTH:
            parts.append(line[start:at] + newline)
            start, column = at + 1, len(newline) - 1
            if double and line[start] == " ":
                parts.append("\\")
                column += 1
        at = line.find(" ", at + 1)
    parts.append(line[start:])
    return "".join(parts)
