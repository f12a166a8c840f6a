"""A fast reader for everyday YAML: block mappings and lists, scalars on their lines, block scalars, small flow values.

It goes through the text line by line with the methods of `str`, which needs neither tokens nor nodes. Whatever is not
everyday (anchors, tags, directives, odd indentation, control characters, every error) is left to the exact reader:
`read` then returns `NOT_PLAIN`. What it does read, it reads as the exact reader does.
"""

from __future__ import annotations

from typing import Any

from .depth import MAX_DEPTH
from .yaml_scalars import NUMERIC_START, WORDS, key_text, resolve_number, resolve_plain

NOT_PLAIN: Any = object()
"""What `read` returns for text that it leaves to the exact reader."""

_READ_AHEAD = 2048
"""How far behind the document the exact reader may have a look."""

_KEY_LENGTH = 1000
_SPECIAL_START = frozenset("?:,[]{}#&*!|>'\"%@`-")
"""Characters that begin no plain scalar, or not always: a dash, colon or question mark does before a word."""

_INDICATORS = _SPECIAL_START - {"-"}
_BLOCK_HEADERS = frozenset(("|", "|-", "|+", ">", ">-", ">+"))
_ESCAPES = {'"': '"', "n": "\n", "t": "\t"}


class Unusual(Exception):
    """The text is for the exact reader."""


def read(text: str, floats: bool) -> Any:
    """The value of the first document, or `NOT_PLAIN`; with `floats` every number is a float."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    try:
        marked, start, end = _bounds(text, lines)
        if end < len(lines):
            text = text[: sum(map(len, lines[:end])) + end + _READ_AHEAD]
        if not text.replace("\n", "").replace("\t", "").isprintable():
            return NOT_PLAIN
        value = _Reader(lines[start:end], floats, end < len(lines), "\t" in text).document()
    except Unusual:
        return NOT_PLAIN
    return NOT_PLAIN if value is None and end < len(lines) and not marked else value


def _bounds(text: str, lines: list[str]) -> tuple[bool, int, int]:
    """Whether the document begins with ``---``, its first line, and the line behind it (where another mark stands)."""
    if "---" not in text and "..." not in text:
        return False, 0, len(lines)
    marked = False
    start = 0
    for number, line in enumerate(lines):
        if line[:3] in ("---", "...") and line[3:4] in ("", " ", "\t"):
            if marked or line[0] == "." or any(line.lstrip(" ")[:1] not in ("", "#") for line in lines[:number]):
                return marked, start, number
            if line[3:].lstrip(" ")[:1] not in ("", "#"):
                raise Unusual
            marked, start = True, number + 1
    return marked, start, len(lines)


class _Reader:
    """Builds the values of one document.

    `container` is the innermost open collection and `level` its column; `stack` holds those around it. `place` is the
    key or index of the last value. `waiting` says that it may still follow on the next line; `more` is its text when
    it is a plain scalar that may go on there. `at` is the number of the next line.
    """

    __slots__ = (
        "at",
        "container",
        "floats",
        "keys",
        "level",
        "lines",
        "more",
        "numbers",
        "place",
        "stack",
        "tabs",
        "waiting",
        "whole",
    )

    def __init__(self, lines: list[str], floats: bool, whole: bool, tabs: bool) -> None:
        self.whole = whole or lines[-1:] == [""]
        if not whole and self.whole:
            lines.pop()
        self.lines = lines
        self.at = 0
        self.floats = floats
        self.tabs = tabs
        self.keys: dict[str, str] = {}
        self.numbers: dict[str, Any] = {}
        self.container: Any = [None]
        self.level = -1
        self.place: Any = 0
        self.waiting = True
        self.more = ""
        self.stack: list[tuple[int, Any]] = []

    def document(self) -> Any:
        """The value of the document. Raises `Unusual`."""
        root = self.container
        lines, count, tabs = self.lines, len(self.lines), self.tabs
        while self.at < count:
            line = lines[self.at]
            self.at += 1
            body = line.lstrip(" ")
            if not body or body[0] == "#":
                continue
            if tabs and "\t" in body:
                raise Unusual
            column = len(line) - len(body)
            dashed = body[0] == "-" and (body == "-" or body[1] == " ")
            if column == self.level and not dashed and not self.waiting and self.container.__class__ is dict:
                self.pair(body)
            elif self.waiting and (
                column > self.level or (column == self.level and dashed and self.container.__class__ is dict)
            ):
                if dashed:
                    self.open([], column)
                    self.items(body, column)
                else:
                    self.content(body, column)
            elif column > self.level:
                self.carry_on()
            else:
                self.close(column, dashed)
                if dashed:
                    self.items(body, column)
                else:
                    self.pair(body)
        return root[0]

    def open(self, collection: Any, column: int) -> None:
        """Put a collection where a value is awaited, and go on inside it."""
        self.container[self.place] = collection
        self.stack.append((self.level, self.container))
        if len(self.stack) > MAX_DEPTH:
            raise Unusual
        self.container = collection
        self.level = column
        self.waiting = False

    def close(self, column: int, dashed: bool) -> None:
        """Leave the collections that are indented deeper than `column`, and for a key also a list at that column."""
        self.waiting = False
        stack = self.stack
        while self.level > column:
            self.level, self.container = stack.pop()
        if not dashed and self.container.__class__ is list and stack:
            self.level, self.container = stack.pop()
        if self.level != column or dashed is not (self.container.__class__ is list):
            raise Unusual

    def items(self, body: str, column: int) -> None:
        """Read a line that begins with a dash: an item of the list at that column, perhaps more lists inside it."""
        while True:
            rest = body[1:]
            body = rest.lstrip(" ")
            self.container.append(None)
            self.place = -1
            if not body or body[0] == "#":
                self.waiting = True
                return
            column += 1 + len(rest) - len(body)
            if body[0] != "-" or (body != "-" and body[1] != " "):
                self.content(body, column)
                return
            self.open([], column)

    def content(self, body: str, column: int) -> None:
        """Read what is awaited: the first pair of a mapping at that column, or a scalar."""
        self.waiting = False
        if _split(body) is not None:
            self.open({}, column)
            self.pair(body)
        else:
            self.value(body)

    def pair(self, body: str) -> None:
        """Read a key, and its value as far as it is on the same line."""
        parts = _split(body)
        if parts is None:
            raise Unusual
        key, value = parts
        name = self.keys.get(key)
        if name is None:
            name = self.keys[key] = name_of(key)
        self.place = name
        self.value(value)

    def value(self, text: str) -> None:
        """Read a scalar or a flow collection into its place, or await it on the next line when there is none."""
        text = text.strip(" ")
        self.more = ""
        if not text or text[0] == "#":
            self.container[self.place] = None
            self.waiting = True
            return
        first = text[0]
        if first not in _INDICATORS or (first in "?:" and text[1:2] not in ("", " ")):
            if "#" in text and " #" in text:
                text = text[: text.index(" #")].rstrip(" ")
            else:
                self.more = text
            if ": " in text or text[-1] == ":" or text[:2] == "- " or text == "-":
                raise Unusual
            if first in NUMERIC_START:
                self.container[self.place] = self.number(text)
            else:
                self.container[self.place] = WORDS.get(text, text)
        elif first == '"' or first == "'":
            self.container[self.place] = self.quoted(text)
        elif text == "{}":
            self.container[self.place] = {}
        elif text == "[]":
            self.container[self.place] = []
        elif first == "[" or first == "{":
            self.container[self.place] = self.flow(text)
        elif text in _BLOCK_HEADERS:
            self.container[self.place] = self.block(text)
        else:
            raise Unusual

    def number(self, text: str) -> Any:
        """The value of an unquoted scalar that begins like a number."""
        try:
            return self.numbers[text]
        except KeyError:
            value = self.numbers[text] = plain_number(text, self.floats)
            return value

    def carry_on(self) -> None:
        """Read the lines on which a plain scalar goes on; they are indented deeper than its collection."""
        if not self.more:
            raise Unusual
        parts = [self.more]
        lines = self.lines
        at = self.at - 1
        blanks = 0
        while lines[at - 1 - blanks].strip(" ") == "":
            blanks += 1
        if lines[at - 1 - blanks].lstrip(" ")[0] == "#":
            raise Unusual
        while at < len(lines):
            line = lines[at]
            body = line.strip(" ")
            if not body:
                blanks += 1
            else:
                if len(line) - len(line.lstrip(" ")) <= self.level:
                    break
                if body[0] == "#" or " #" in body or ": " in body or body[-1] == ":" or "\t" in body:
                    raise Unusual
                parts.append("\n" * blanks or " ")
                parts.append(body)
                blanks = 0
            at += 1
        self.at = at
        self.more = ""
        self.container[self.place] = "".join(parts)

    def quoted(self, text: str) -> str:
        """The value of a quoted scalar, which may go on over several lines."""
        quote = text[0]
        end = text.find(quote, 1)
        if end > 0 and (quote == "'" or "\\" not in text):
            rest = text[end + 1 :]
            if not rest or (rest[0] == " " and rest.lstrip(" ")[0] == "#"):
                return text[1:end]
        if end > 0 and text[-1] == quote:
            inner = text[1:-1]
            value = inner.replace("''", "'") if quote == "'" else _unescape(inner)
            if value is not None and (quote == '"' or "'" not in inner.replace("''", "")):
                return value
        return self.quoted_lines(text)

    def quoted_lines(self, text: str) -> str:
        """The value of a quoted scalar on several lines; those after the first are taken."""
        quote = text[0]
        parts = [text[1:]]
        breaks = 0
        while not _closes(parts[-1], quote):
            if parts[-1][-1:] == "\\" or self.at >= len(self.lines):
                raise Unusual
            line = self.lines[self.at].strip(" \t")
            self.at += 1
            if line:
                parts.append("\n" * breaks or " ")
                parts.append(line)
                breaks = 0
            else:
                breaks += 1
        inner = "".join(parts)[:-1]
        value = inner.replace("''", "'") if quote == "'" else _unescape(inner)
        if value is None:
            raise Unusual
        return value

    def flow(self, text: str) -> Any:
        """The value of a flow collection; where it goes over several lines, they end and begin with its marks."""
        from .yaml_flow import read_flow

        if "#" in text and " #" in text:
            text = text[: text.index(" #")].rstrip(" ")
        lines = [text]
        depth = _flow_depth(text)
        while depth > 0 and self.at < len(self.lines):
            line = self.lines[self.at].strip(" ")
            if lines[-1][-1:] not in (",", "[", "{") and line[:1] not in ("]", "}"):
                break
            lines.append(line)
            depth += _flow_depth(line)
            self.at += 1
        return read_flow(" ".join(lines), self.floats)

    def block(self, header: str) -> str:
        """The text of a literal or folded scalar; its lines are indented deeper than its collection."""
        lines, at = self.lines, self.at
        text: list[str] = []
        indent = longest = 0
        while at < len(lines):
            line = lines[at]
            body = line.lstrip(" ")
            if body:
                column = len(line) - len(body)
                if body[0] == "\t" and column < indent:
                    raise Unusual
                if not indent:
                    if column <= max(self.level, 0) or body[0] == "\t":
                        break
                    if column < longest:
                        raise Unusual
                    indent = column
                elif column < indent:
                    break
            elif not indent:
                longest = max(longest, len(line))
            text.append(line[indent:] if indent else "")
            at += 1
        if at == len(lines) and not self.whole:
            raise Unusual
        self.at = at
        if not indent:
            return "\n" * len(text) if header[-1] == "+" else ""
        joined = _fold(text) if header[0] == ">" else "\n".join(text) + "\n"
        if header[-1] == "+":
            return joined
        stripped = joined.rstrip("\n")
        return stripped if header[-1] == "-" else stripped + "\n"


def plain_number(text: str, floats: bool) -> Any:
    """The value of an unquoted scalar that begins like a number. Raises `Unusual` for infinities and NaN."""
    value = WORDS[text] if text in WORDS else resolve_number(text)
    if value.__class__ is float:
        if value - value != 0:
            raise Unusual
    elif floats and value.__class__ is int:
        return float(value)
    return value


def _closes(line: str, quote: str) -> bool:
    """Whether the quoted scalar ends with this line of it. Raises `Unusual` when it ends before the end of the line."""
    rest = line.replace("''", "") if quote == "'" else line.replace("\\\\", "").replace('\\"', "")
    if quote not in rest:
        return False
    if rest.index(quote) < len(rest) - 1:
        raise Unusual
    return True


def _flow_depth(text: str) -> int:
    return text.count("[") + text.count("{") - text.count("]") - text.count("}")


def _split(body: str) -> tuple[str, str] | None:
    """The key that a line begins with (as written) and what follows its colon; None when it has no key."""
    first = body[0]
    if first in _SPECIAL_START:
        if first == '"' or first == "'":
            return _split_quoted(body)
        if first not in "-?:" or body[1:2] in ("", " "):
            return None
    at = body.find(": ")
    if "#" in body:
        comment = body.find(" #")
        if comment >= 0 and (at < 0 or comment < at):
            body = body[:comment].rstrip(" ")
            at = -1
    if at < 0:
        return (body[:-1], "") if body[-1] == ":" else None
    return body[:at], body[at + 1 :]


def _split_quoted(body: str) -> tuple[str, str] | None:
    end = body.find(body[0], 1)
    rest = body[end + 1 :].lstrip(" ")
    if end < 0 or rest[:1] != ":" or rest[1:2] not in ("", " "):
        return None
    if body[0] == '"' and "\\" in body[:end]:
        raise Unusual
    return body[: end + 1], rest[1:]


def name_of(key: str) -> str:
    """The name that a key as written stands for."""
    if len(key) > _KEY_LENGTH:
        raise Unusual
    if key[0] in "\"'":
        return key[1:-1]
    key = key.rstrip(" ")
    name = None if key == "<<" else key_text(resolve_plain(key))
    if name is None:
        raise Unusual
    return name


def _unescape(inner: str) -> str | None:
    """The text between double quotes with the commonest escapes resolved, None when there are others."""
    parts = inner.split("\\")
    text = [parts[0]]
    after_backslash = False
    for part in parts[1:]:
        if after_backslash:
            text.append(part)
            after_backslash = False
        elif not part:
            text.append("\\")
            after_backslash = True
        elif part[0] in _ESCAPES:
            text.append(_ESCAPES[part[0]])
            part = part[1:]
            text.append(part)
        else:
            return None
        if '"' in part:
            return None
    return None if after_backslash or '"' in parts[0] else "".join(text)


def _fold(lines: list[str]) -> str:
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
