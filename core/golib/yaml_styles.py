"""How go-yaml writes a string: plain, quoted, or as a literal block; and where it breaks long lines.

Rule: gopkg.in/yaml.v2 2.2.4, encode.go (stringv) and emitterc.go (yaml_emitter_analyze_scalar,
yaml_emitter_select_scalar_style, yaml_emitter_write_…_scalar). Line breaks are newlines, U+2028 and U+2029; others
make a string double-quoted.
"""

from __future__ import annotations

import re

from .yaml_charset import has_odd_break, is_printable, needs_escape
from .yaml_scalars import is_string

WIDTH = 80
"""A line longer than this is broken at its next space."""

AT_LINE_START = "\0"
"""Stands at the end of a literal block that ends with U+2028 or U+2029: the newline after it is not written."""

_BREAKS = "\n\u2028\u2029"
_ODD_BREAKS = "([\u2028\u2029]+)"
_LINE = re.compile("[^\n]+")
_INDICATOR = re.compile(r"---|\.\.\.|[#,\[\]{}&*!|>'\"%@`]|[?:-](?:[ \t]|\Z)")
_INDICATOR_INSIDE = re.compile(r":(?:[ \t]|\Z)|[ \t]#")
_ESCAPED = re.compile(r"[^ !#-\[\]-~]")
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


def inline(text: str) -> str:
    """The string on one line, plain or quoted; the empty string when it is to be a literal block."""
    if has_odd_break(text):
        return _inline_with_odd_breaks(text)
    if "\n" in text:
        return "" if text[-1] != " " and " \n" not in text and is_printable(text) else _double_quoted(text)
    if not text or not is_string(text) or not is_printable(text):
        return _double_quoted(text)
    if text[0] == " " or text[-1] == " " or _INDICATOR.match(text) or _INDICATOR_INSIDE.search(text, 1):
        return "'" + text.replace("'", "''") + "'"
    return text


def _inline_with_odd_breaks(text: str) -> str:
    """`inline` for strings with U+2028 or U+2029, which are never plain."""
    ends_line = re.search(f" [{_BREAKS}]", text) is not None
    if "\n" in text:
        return "" if text[-1] != " " and not ends_line and is_printable(text) else _double_quoted(text)
    if ends_line or re.search(f"[{_BREAKS}] ", text) or not is_printable(text) or not is_string(text):
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def has_break(text: str) -> bool:
    """Whether the string has a line break of any kind, so that it cannot be a simple key."""
    return "\n" in text or "\r" in text or (not text.isascii() and ("\x85" in text or has_odd_break(text)))


def _double_quoted(text: str) -> str:
    if text.isascii():
        return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'
    if text[0] == "\ufeff":
        return '"' + "".join(map(_escape, text)) + '"'
    return '"' + "".join([_escape(c) if needs_escape(c) or c in '"\\' else c for c in text]) + '"'


def _escape(character: str) -> str:
    short = _SHORT_ESCAPES.get(character)
    if short:
        return short
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def literal(text: str, indent: str) -> str:
    """The string as a literal block, without the newline at its end (with `AT_LINE_START` when it has none)."""
    hint = "2" if text[0] == " " or text[0] in _BREAKS else ""
    chomp = ""
    if text[-1] not in _BREAKS:
        chomp = "-"
    elif len(text) == 1 or text[-2] in _BREAKS:
        chomp = "+"
    line = re.compile(f"[^{_BREAKS}]+") if has_odd_break(text) else _LINE
    body = line.sub(lambda found: indent + found[0], text)
    if body[-1] == "\n":
        body = body[:-1]
    elif chomp != "-":
        body += AT_LINE_START
    return f"|{hint}{chomp}\n{body}"


def folded(line: str, column: int, newline: str) -> str:
    """The scalar broken at spaces beyond column 80 and indented after U+2028 and U+2029; it begins at `column`.

    `newline` is a newline with the indentation of the lines that follow.
    """
    # A plain scalar never begins with a quote, but it may end with one.
    quote = line[0] if line[0] in ("'", '"') else ""
    if not has_odd_break(line):
        return _fold_line(line, column, newline, quote, opens=bool(quote), closes=bool(quote))
    pieces = re.split(_ODD_BREAKS, line)
    parts = [_fold_line(pieces[0], column, newline, quote, opens=bool(quote))]
    for at in range(1, len(pieces), 2):
        parts.append(pieces[at])
        if pieces[at + 1] != "'":
            parts.append(newline[1:])
        closes = at + 2 == len(pieces)
        parts.append(_fold_line(pieces[at + 1], len(newline) - 1, newline, quote, closes=closes))
    return "".join(parts)


def _fold_line(
    line: str, column: int, newline: str, quote: str, *, opens: bool = False, closes: bool = False
) -> str:
    """A scalar in the style of `quote`, or the part of one that `opens` or `closes` it, without U+2028 and U+2029."""
    first = 2 if opens else 1
    last = len(line) - 2 if closes else len(line) - 1
    double = quote == '"'
    parts: list[str] = []
    start = 0
    at = line.find(" ", first)
    while 0 < at < last:
        if line[at - 1] != " " and (double or line[at + 1] != " ") and column + at - start > WIDTH:
            parts.append(line[start:at] + newline)
            start, column = at + 1, len(newline) - 1
            if double and line[start] == " ":
                parts.append("\\")
                column += 1
        at = line.find(" ", at + 1)
    parts.append(line[start:])
    return "".join(parts)
