"""A fast reader for everyday YAML: block mappings and lists, scalars on their lines, block scalars, small flow values.

One regular expression cuts the text into lines with their parts, and a loop builds the values. Whatever is not
everyday (anchors, tags, directives, odd indentation, control characters, every error) is left to the exact reader:
`read` then returns `NOT_PLAIN`. What it does read, it reads as the exact reader does.
"""

from __future__ import annotations

import re
from typing import Any

from .depth import MAX_DEPTH
from .yaml_scalars import NUMERIC_START, WORDS, key_text, resolve_number, resolve_plain

NOT_PLAIN: Any = object()
"""What `read` returns for text that it leaves to the exact reader."""

_READ_AHEAD = 2048
"""How far behind the document the exact reader may have a look."""

_KEY_LENGTH = 1000
_NOT_WORD_START = NUMERIC_START | frozenset("\"'[{")
_FLOW_DEPTH = 20

_START = r"""(?:[^ \t\n\-?:,\[\]{}\#&*!|>'"%@`]|[-?:](?=[^ \t\n]))"""
_REST = r"[^\n\t:\#]*+(?:(?::(?=[^ \t\n])|(?<=[^ ])\#)[^\n\t:\#]*+)*+"
_CONTINUED = rf"(?:\n(?:[ ]*\n)*+\1[ ]++(?:[^ \t\n:\#]|:(?=[^ \t\n])){_REST}(?=\n))*+"
_LINES = re.compile(
    rf"""
    (?:[ ]*+(?:\#[^\n]*+)?\n)*+                                             # empty lines and comments, then
    (?: ([ ]*+)                                                             # 1 indentation
        ((?:-(?:[ ]++|(?=\n)))*+)                                           # 2 dashes of list items
        (?: ({_START}{_REST}|"[^"\\\n]*+"|'[^'\n]*+')[ ]*+:(?:[ ]++|(?=\n)) )?+   # 3 key
        (?: ([|>][+-]?+)[ ]*+\n((?:\1[ ]++[^ \n][^\n]*+\n|[ ]*+\n)*+)       # 4 block scalar, 5 its lines, or
          | (?: ("(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+'                     # 6 value: quoted,
                |[\[{{][^\n\#]*[\]}}]                                       #   flow,
                |{_START}{_REST}{_CONTINUED}) )?+                           #   plain
            [ ]*+(?:(?<=[ ])\#[^\n]*+)?\n )
      | \Z )
    | (.)                                                                   # 7 anything else
    """,
    re.VERBOSE | re.DOTALL,
)
_DOCUMENT_START = re.compile(r"(?:[ ]*+(?:#[^\n]*+)?\n)*+---[ ]*+(?:(?<=[ ])#[^\n]*+)?\n")
_DOCUMENT_MARK = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n])", re.MULTILINE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_FLOW_TOKEN = re.compile(
    r"""[ ]*+(?:([\[\]{},])|("[^"\\]*"|'[^']*')|((?:[A-Za-z0-9_./$=+(<;^~\\]|-(?=[A-Za-z0-9.]))"""
    r"""(?:[^,\[\]{}:?#\t"']|:(?=[^ ,\[\]{}?]))*+)|((?<=["']):|:(?=[ ]))|(.))"""
)


class _Unusual(Exception):
    """The text is for the exact reader."""


def read(text: str, floats: bool) -> Any:
    """The value of the first document, or `NOT_PLAIN`; with `floats` every number is a float."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    whole = text[-1:] == "\n"
    if not whole:
        text += "\n"
    marked = _DOCUMENT_START.match(text)
    start = marked.end() if marked else 0
    following = _DOCUMENT_MARK.search(text, start)
    end = following.start() if following else len(text)
    if not text[: end + _READ_AHEAD].replace("\n", "").replace("\t", "").isprintable():
        return NOT_PLAIN
    try:
        value = _Reader(floats, whole or following is not None).document(text[start:end])
    except _Unusual:
        return NOT_PLAIN
    nothing_before_mark = value is None and following is not None and not marked
    return NOT_PLAIN if nothing_before_mark else value


class _Reader:
    """Builds the values of one document."""

    __slots__ = ("floats", "keys", "numbers", "whole")

    def __init__(self, floats: bool, whole: bool) -> None:
        self.floats = floats
        self.whole = whole
        self.keys: dict[str, str] = {}
        self.numbers: dict[str, Any] = {}

    def document(self, text: str) -> Any:
        """The value of the document.

        `container` is the innermost open collection and `level` its column; `place` is where in it the last value
        went, and `waiting` says that this value may still follow on the next line.
        """
        root: list[Any] = [None]
        container: Any = root
        level = -1
        place: Any = 0
        waiting = True
        stack: list[tuple[int, Any]] = []
        keys = self.keys
        for indent, dashes, key, header, lines, value, odd in _LINES.findall(text):
            if odd:
                raise _Unusual
            column = len(indent)
            if column != level or waiting or dashes or container.__class__ is list:
                if not (key or dashes or value or header):
                    break
                if waiting and (column > level or (column == level and dashes and container.__class__ is dict)):
                    if not dashes and not key:
                        if header or column <= level:
                            raise _Unusual
                        container[place] = self.scalar(value, level)
                        waiting = False
                        continue
                    stack.append((level, container))
                    level = column
                    container[place] = container = [] if dashes else {}
                else:
                    while level > column:
                        level, container = stack.pop()
                    if not dashes and container.__class__ is list and stack:
                        level, container = stack.pop()
                    if level != column or (dashes != "") is not (container.__class__ is list):
                        raise _Unusual
                waiting = False
                if dashes:
                    for offset in range(1, len(dashes)) if dashes.count("-") > 1 else ():
                        if dashes[offset] == "-":
                            stack.append((level, container))
                            container.append([])
                            container, level = container[-1], column + offset
                    if key:
                        stack.append((level, container))
                        container.append({})
                        container, level = container[-1], column + len(dashes)
                    else:
                        container.append(None)
                        place = -1
                if len(stack) > MAX_DEPTH:
                    raise _Unusual
            if key:
                place = keys.get(key)
                if place is None:
                    place = keys[key] = _key(key)
            elif not dashes:
                if value or header:
                    raise _Unusual
                break
            if value:
                if value[0] in _NOT_WORD_START or value[-1] == " " or "\n" in value:
                    container[place] = self.scalar(value, level)
                elif value in WORDS:
                    container[place] = WORDS[value]
                else:
                    container[place] = value
            elif header:
                container[place] = self.block(header, lines, level)
            else:
                container[place] = None
                waiting = True
        return root[0]

    def scalar(self, text: str, level: int) -> Any:
        """The value of a scalar or flow collection in a block collection at column `level`."""
        first = text[0]
        if first == '"' or first == "'":
            return _quoted(text)
        if first == "[" or first == "{":
            return self.flow(text)
        text = _joined(text, level) if "\n" in text else text.rstrip(" ")
        return self.number(text) if first in NUMERIC_START else resolve_plain(text)

    def number(self, text: str) -> Any:
        """The value of an unquoted scalar that begins like a number."""
        try:
            return self.numbers[text]
        except KeyError:
            pass
        value = WORDS[text] if text in WORDS else resolve_number(text)
        if value.__class__ is float:
            if value - value != 0:
                raise _Unusual
        elif self.floats and value.__class__ is int:
            value = float(value)
        self.numbers[text] = value
        return value

    def block(self, header: str, body: str, level: int) -> str:
        """The text of a literal or folded scalar; its lines are indented deeper than `level`."""
        if not self.whole:
            raise _Unusual
        lines = body.split("\n")
        lines.pop()
        start = next((number for number, line in enumerate(lines) if line.strip(" ")), None)
        if start is None:
            return "\n" * len(lines) if header[-1] == "+" else ""
        first = lines[start]
        indent = len(first) - len(first.lstrip(" "))
        if indent <= level or first[indent] == "\t" or any(len(line) > indent for line in lines[:start]):
            raise _Unusual
        margin = first[:indent]
        text: list[str] = []
        for line in lines:
            if line.startswith(margin):
                text.append(line[indent:])
            elif line.strip(" "):
                raise _Unusual
            else:
                text.append("")
        joined = _fold_lines(text) if header[0] == ">" else "\n".join(text) + "\n"
        if header[-1] == "+":
            return joined
        stripped = joined.rstrip("\n")
        return stripped if header[-1] == "-" else stripped + "\n"

    def flow(self, text: str) -> Any:
        """The value of a flow collection on one line."""
        tokens = _FLOW_TOKEN.findall(text)
        value, end = self.flow_value(tokens, 0, 0)
        if end != len(tokens):
            raise _Unusual
        return value

    def flow_value(self, tokens: list[tuple[str, ...]], at: int, depth: int) -> tuple[Any, int]:
        """The value that begins with the token at `at`, and the place behind it."""
        if at >= len(tokens) or depth > _FLOW_DEPTH:
            raise _Unusual
        mark, quoted, plain, _, _ = tokens[at]
        at += 1
        if quoted:
            return quoted[1:-1], at
        if plain:
            return self.scalar(plain, -1), at
        if mark == "[":
            return self.flow_list(tokens, at, depth)
        if mark == "{":
            return self.flow_map(tokens, at, depth)
        raise _Unusual

    def flow_list(self, tokens: list[tuple[str, ...]], at: int, depth: int) -> tuple[Any, int]:
        items: list[Any] = []
        while at < len(tokens):
            if tokens[at][0] == "]":
                return items, at + 1
            item, at = self.flow_value(tokens, at, depth + 1)
            items.append(item)
            if at < len(tokens) and tokens[at][0] == ",":
                at += 1
            elif at < len(tokens) and tokens[at][0] != "]":
                break
        raise _Unusual

    def flow_map(self, tokens: list[tuple[str, ...]], at: int, depth: int) -> tuple[Any, int]:
        members: dict[str, Any] = {}
        while at < len(tokens):
            if tokens[at][0] == "}":
                return members, at + 1
            _, quoted, plain, _, _ = tokens[at]
            if not (quoted or plain) or at + 1 >= len(tokens) or not tokens[at + 1][3]:
                break
            value, at = self.flow_value(tokens, at + 2, depth + 1)
            members[_key(quoted or plain)] = value
            if at < len(tokens) and tokens[at][0] == ",":
                at += 1
            elif at < len(tokens) and tokens[at][0] != "}":
                break
        raise _Unusual


def _key(text: str) -> str:
    """The name that a key as written stands for."""
    if len(text) > _KEY_LENGTH:
        raise _Unusual
    if text[0] in "\"'":
        return text[1:-1]
    text = text.rstrip(" ")
    name = None if text == "<<" else key_text(resolve_plain(text))
    if name is None:
        raise _Unusual
    return name


def _quoted(text: str) -> str:
    inner = text[1:-1]
    if "\n" not in inner:
        if text[0] == "'":
            return inner.replace("''", "'")
        if "\\" not in inner:
            return inner
        if _ESCAPES.keys() >= set(_ESCAPE.findall(inner)):
            return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], inner)
    from .yaml_cursor import Cursor
    from .yaml_error import YamlError
    from .yaml_input import Input

    try:
        return Cursor(Input(text)).take_quoted()
    except YamlError:
        raise _Unusual from None


def _joined(text: str, level: int) -> str:
    """A plain scalar of several lines, which are indented deeper than `level`, as one."""
    first, *lines = text.split("\n")
    parts = [first.rstrip(" ")]
    breaks = ""
    for line in lines:
        words = line.strip(" ")
        if not words:
            breaks += "\n"
            continue
        if len(line) - len(line.lstrip(" ")) <= level:
            raise _Unusual
        parts.append(breaks or " ")
        parts.append(words)
        breaks = ""
    return "".join(parts)


def _fold_lines(lines: list[str]) -> str:
    """The lines of a folded scalar joined by spaces; lines that begin with white space keep their breaks."""
    parts: list[str] = []
    leading = breaks = ""
    folding = False
    for line in lines:
        if not line:
            breaks += "\n"
            continue
        blank = line[0] in " \t"
        if folding and not blank:
            parts.append(breaks or " ")
        else:
            parts.append(leading + breaks)
        parts.append(line)
        folding = not blank
        leading, breaks = "\n", ""
    return "".join(parts) + leading + breaks
