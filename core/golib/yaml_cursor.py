"""The lower half of the YAML scanner: the text with its position, and how scalars, names and tags read.

Rule: gopkg.in/yaml.v2 2.2.4, scannerc.go (YAML 1.1 as libyaml 0.1 understood it, with Go's changes). The C library that
PyYAML uses is newer and differs in flow scalars, escapes, tags and the words of its errors, hence a scanner of our own.
"""

from __future__ import annotations

import re

from .yaml_error import YamlError
from .yaml_input import Input

END = "\0"
_BREAK = "\r\n\1\2\3"
"""The line breaks; the three beyond ASCII by stand-ins, for the sake of regular expressions that compile fast."""

_STAND_INS = {"\x85": "\1", "\u2028": "\2", "\u2029": "\3"}
_KEPT_BREAKS = {"\2": "\u2028", "\3": "\u2029"}
BREAKS = frozenset(_BREAK)
BLANKS = frozenset(" \t")
ENDS_WORD = frozenset(" \t\0" + _BREAK)
"""What may follow an indicator: white space, a line break or the end of the text."""

_DOCUMENT_MARK = re.compile(rf"(?:---|\.\.\.)(?=[ \t\0{_BREAK}])")
_LINE_BREAK = re.compile(rf"\r\n|[{_BREAK}]")
_REST_OF_LINE = re.compile(rf"[^\0{_BREAK}]*")
_SPACES = re.compile(" *")
_BLANKS = re.compile(r"[ \t]*")
_NAME = re.compile("[0-9A-Za-z_-]*")
_URI = re.compile(r"(?:[0-9A-Za-z_;/?:@&=+$,.!~*'()\[\]-]|%)*")
_SINGLE_QUOTED = re.compile(rf"(?:[^'\0{_BREAK}]|'')*")
_DOUBLE_QUOTED = re.compile(rf'[^"\\\0{_BREAK}]*')
_BLOCK_WORD = rf"(?:[^ \t\0:{_BREAK}]++|:(?![ \t\0{_BREAK}]))++"
_FLOW_WORD = rf"(?:[^ \t\0:,?\[\]{{}}{_BREAK}]++|:(?![ \t\0{_BREAK}]))++"
_BLOCK_PLAIN = re.compile(rf"{_BLOCK_WORD}(?:[ \t]+(?!#){_BLOCK_WORD})*")
_FLOW_PLAIN = re.compile(rf"{_FLOW_WORD}(?:[ \t]+(?!#){_FLOW_WORD})*")
_ENDS_NAME = ENDS_WORD | frozenset("?:,]}%@`")
_HEX = re.compile("[0-9A-Fa-f]*")
_HEX_LENGTHS = {"x": 2, "u": 4, "U": 8}
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


class Cursor:
    """A position in the text of a document, with the line it is on (from 0)."""

    __slots__ = ("line", "line_start", "position", "problem", "size", "text")

    def __init__(self, source: Input) -> None:
        self.problem = source.problem
        self.size = len(source.text)
        text = source.text
        if not text.isascii():
            for mark, stand_in in _STAND_INS.items():
                text = text.replace(mark, stand_in)
        self.text = text + "\0\0\0\0"
        self.position = 0
        self.line = 0
        self.line_start = 0

    def error(self, message: str, ahead: int = 0) -> YamlError:
        """What to raise when the text at the cursor (and `ahead` characters more) is wrong.

        Scanner errors name the line counted from 1, unless it is the first.
        """
        if self.problem is not None and self.position + ahead >= self.size:
            return self.reader_error()
        where = f"line {self.line + 1}: " if self.line else ""
        return YamlError(f"yaml: {where}{message}", self.line + 1, self.position - self.line_start + 1)

    def reader_error(self) -> YamlError:
        """What to raise when the text ends in characters that YAML does not allow."""
        return YamlError(f"yaml: {self.problem}", self.line + 1, None)

    def take_break(self) -> str:
        """Move behind the line break at the cursor; returns what it means: U+2028, U+2029 or else a newline."""
        found = _LINE_BREAK.match(self.text, self.position)
        if not found:
            return ""
        self.position = self.line_start = found.end()
        self.line += 1
        return _KEPT_BREAKS.get(found[0], "\n")

    def at_document_mark(self) -> bool:
        """Whether a line with ``---`` or ``...`` begins here."""
        return self.position == self.line_start and _DOCUMENT_MARK.match(self.text, self.position) is not None

    def skip_blanks(self) -> None:
        """Move over spaces and tabs."""
        self.position = _BLANKS.match(self.text, self.position).end()  # type: ignore[union-attr]

    def skip_comment(self) -> None:
        """Move to the end of the line when a comment begins here."""
        if self.text[self.position] == "#":
            self.position = _REST_OF_LINE.match(self.text, self.position).end()  # type: ignore[union-attr]

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Move over what the pattern (one that always matches) finds here, and return it."""
        start = self.position
        self.position = pattern.match(self.text, start).end()  # type: ignore[union-attr]
        return self.text[start : self.position]

    def _take_folds(self, first: str) -> str:
        """Move over line breaks and the white space between them; `first` is the break already taken ('' for none).

        Returns what the breaks amount to inside a quoted or plain scalar.
        """
        breaks = ""
        while True:
            self.skip_blanks()
            mark = self.take_break()
            if not mark:
                return _fold(first, breaks)
            breaks += mark

    def take_plain(self, indent: int, flow: bool) -> tuple[str, bool]:
        """Read a plain scalar; its continuation lines have at least `indent` columns outside flow collections.

        Returns the text, and whether the scanner now stands at the beginning of a line (behind its indentation).
        """
        text, pattern = self.text, _FLOW_PLAIN if flow else _BLOCK_PLAIN
        parts: list[str] = []
        fold = ""
        while not self.at_document_mark() and text[self.position] != "#":
            found = pattern.match(text, self.position)
            if not found:
                break
            parts.append(fold)
            parts.append(found[0])
            self.position = found.end()
            fold = ""
            self.skip_blanks()
            first = self.take_break()
            if not first:
                break
            fold = self._take_plain_folds(first, indent)
            if not flow and self.position - self.line_start < indent:
                break
        return "".join(parts), fold != ""

    def _take_plain_folds(self, first: str, indent: int) -> str:
        breaks = ""
        while True:
            self._take(_SPACES)
            if self.text[self.position] == "\t":
                if self.position - self.line_start < indent:
                    raise self.error("found a tab character that violates indentation")
                self.skip_blanks()
            mark = self.take_break()
            if not mark:
                return _fold(first, breaks)
            breaks += mark

    def take_quoted(self) -> str:
        """Read the quoted scalar that begins at the cursor."""
        quote = self.text[self.position]
        self.position += 1
        parts: list[str] = []
        while True:
            if self.at_document_mark():
                raise self.error("found unexpected document indicator")
            if self.text[self.position] == END:
                raise self.error("found unexpected end of stream")
            run = self._take_quoted_run(parts, quote)
            character = self.text[self.position]
            if character == quote:
                parts.append(run)
                self.position += 1
                return "".join(parts)
            if character in BREAKS:
                parts.append(run.rstrip(" \t"))
                parts.append(self._take_folds(self.take_break()))
            else:
                parts.append(run)
                if character == "\\":
                    self.position += 1
                    self.take_break()
                    parts.append(self._take_folds(""))

    def _take_quoted_run(self, parts: list[str], quote: str) -> str:
        """Read up to the closing quote, a line break (escaped or not) or the end; the last raw run is returned."""
        if quote == "'":
            return self._take(_SINGLE_QUOTED).replace("''", "'")
        while True:
            run = self._take(_DOUBLE_QUOTED)
            if self.text[self.position] != "\\" or self.text[self.position + 1] in BREAKS:
                return run
            parts.append(run)
            parts.append(self._take_escape())

    def _take_escape(self) -> str:
        """Read the escape sequence at the cursor and return its character."""
        mark = self.text[self.position + 1]
        character = _ESCAPES.get(mark)
        if character is not None:
            self.position += 2
            return character
        if mark not in _HEX_LENGTHS:
            raise self.error("found unknown escape character", 1)
        self.position += 2
        length = _HEX_LENGTHS[mark]
        digits = _HEX.match(self.text, self.position, self.position + length)
        if not digits or len(digits[0]) < length:
            raise self.error("did not find expected hexdecimal number", length)
        code = int(digits[0], 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise self.error("found invalid Unicode character escape code")
        self.position += length
        return chr(code)

    def take_block(self, parent: int) -> str:
        """Read the literal or folded scalar at the cursor, in a collection indented by `parent` (-1 for none)."""
        literal = self.text[self.position] == "|"
        self.position += 1
        chomping, increment = self._take_block_header()
        self.skip_blanks()
        self.skip_comment()
        if self.text[self.position] not in BREAKS and self.text[self.position] != END:
            raise self.error("did not find expected comment or line break")
        self.take_break()
        indent = max(parent, 0) + increment if increment else 0
        trailing, indent = self._take_block_breaks(indent, parent)
        parts: list[str] = []
        leading = ""
        folding = False
        while self.position - self.line_start == indent and self.text[self.position] != END:
            blank = self.text[self.position] in BLANKS
            if folding and not blank and leading == "\n":
                parts.append("" if trailing else " ")
            else:
                parts.append(leading)
            parts.append(trailing)
            folding = not literal and not blank
            parts.append(self._take(_REST_OF_LINE))
            leading = self.take_break()
            trailing, indent = self._take_block_breaks(indent, parent)
        if chomping != "-":
            parts.append(leading)
        if chomping == "+":
            parts.append(trailing)
        return "".join(parts)

    def _take_block_header(self) -> tuple[str, int]:
        """Read chomping (``+``, ``-`` or nothing) and the explicit indentation (0 for none), in either order."""
        chomping, increment = "", 0
        for _ in range(2):
            character = self.text[self.position]
            if character in ("+", "-") and not chomping:
                chomping = character
            elif "0" <= character <= "9" and not increment:
                if character == "0":
                    raise self.error("found an indentation indicator equal to 0")
                increment = int(character)
            else:
                break
            self.position += 1
        return chomping, increment

    def _take_block_breaks(self, indent: int, parent: int) -> tuple[str, int]:
        """Move over empty lines and indentation; returns the line breaks and the indentation (found out when 0)."""
        breaks = ""
        deepest = 0
        while True:
            spaces = self._take(_SPACES)
            if indent and len(spaces) > indent:
                self.position = self.line_start + indent
            column = self.position - self.line_start
            deepest = max(deepest, column)
            if (not indent or column < indent) and self.text[self.position] == "\t":
                raise self.error("found a tab character where an indentation space is expected")
            mark = self.take_break()
            if not mark:
                return breaks, indent or max(deepest, parent + 1, 1)
            breaks += mark

    def take_anchor(self) -> str:
        """Read the name of an anchor or alias."""
        self.position += 1
        name = self._take(_NAME)
        if not name or self.text[self.position] not in _ENDS_NAME:
            raise self.error("did not find expected alphabetic or numeric character")
        return name

    def take_tag(self) -> tuple[str, str]:
        """Read a tag: handle and suffix. A verbatim tag (and the lone ``!``) has an empty handle."""
        if self.text[self.position + 1] == "<":
            self.position += 2
            handle, suffix = "", self.take_tag_uri("")
            if self.text[self.position] != ">":
                raise self.error("did not find the expected '>'")
            self.position += 1
        else:
            handle = self.take_tag_handle(False)
            if len(handle) > 1 and handle[-1] == "!":
                suffix = self.take_tag_uri("")
            else:
                suffix = self.take_tag_uri(handle)
                handle, suffix = ("!", suffix) if suffix else ("", "!")
        if self.text[self.position] not in ENDS_WORD:
            raise self.error("did not find expected whitespace or line break")
        return handle, suffix

    def take_tag_handle(self, directive: bool) -> str:
        """Read ``!``, ``!!`` or ``!name!``; outside directives also the beginning of ``!suffix``."""
        if self.text[self.position] != "!":
            raise self.error("did not find expected '!'")
        start = self.position
        self.position += 1
        self._take(_NAME)
        if self.text[self.position] == "!":
            self.position += 1
        elif directive and self.position > start + 1:
            raise self.error("did not find expected '!'")
        return self.text[start : self.position]

    def take_tag_uri(self, head: str) -> str:
        """Read a tag's URI with its escapes; `head` is what was read of it already, exclamation mark first."""
        start = self.position
        raw = self._take(_URI)
        if not raw and not head:
            raise self.error("did not find expected tag URI")
        return head[1:] + (self._unescape_uri(raw, start) if "%" in raw else raw)

    def _unescape_uri(self, raw: str, start: int) -> str:
        data = bytearray()
        rest = 0
        at = 0
        while at < len(raw):
            if raw[at] != "%" and not rest:
                data += raw[at].encode()
                at += 1
                continue
            digits = _HEX.match(raw, at + 1, at + 3)
            if raw[at] != "%" or not digits or len(digits[0]) < 2:
                self.position = start + at
                raise self.error("did not find URI escaped octet")
            octet = int(digits[0], 16)
            if rest:
                if octet & 0xC0 != 0x80:
                    raise self.error("found an incorrect trailing UTF-8 octet")
                rest -= 1
            else:
                rest = {0xC: 2, 0xD: 2, 0xE: 3, 0xF: 4}.get(octet >> 4, 1 if octet < 0x80 else 0) - 1
                if rest < 0 or octet >= 0xF8:
                    raise self.error("found an incorrect leading UTF-8 octet")
            data.append(octet)
            at += 3
        if rest:
            raise self.error("did not find URI escaped octet")
        return data.decode("utf-8", "surrogateescape")

    def take_directive(self) -> tuple[str, str, str]:
        """Read a directive line: its name (YAML or TAG) and the two parts of its value."""
        self.position += 1
        name = self._take(_NAME)
        if not name:
            raise self.error("could not find expected directive name")
        if self.text[self.position] not in ENDS_WORD:
            raise self.error("found unexpected non-alphabetical character")
        if name == "YAML":
            self.skip_blanks()
            first = self._take_version_number()
            if self.text[self.position] != ".":
                raise self.error("did not find expected digit or '.' character")
            self.position += 1
            second = self._take_version_number()
        elif name == "TAG":
            self.skip_blanks()
            first = self.take_tag_handle(True)
            if self.text[self.position] not in BLANKS:
                raise self.error("did not find expected whitespace")
            self.skip_blanks()
            second = self.take_tag_uri("")
            if self.text[self.position] not in ENDS_WORD:
                raise self.error("did not find expected whitespace or line break")
        else:
            raise self.error("found unknown directive name")
        self.skip_blanks()
        self.skip_comment()
        if self.text[self.position] not in BREAKS and self.text[self.position] != END:
            raise self.error("did not find expected comment or line break")
        self.take_break()
        return name, first, second

    def _take_version_number(self) -> str:
        start = self.position
        while "0" <= self.text[self.position] <= "9":
            if self.position - start == 2:
                raise self.error("found extremely long version number")
            self.position += 1
        if self.position == start:
            raise self.error("did not find expected version number")
        return self.text[start : self.position]


def _fold(first: str, breaks: str) -> str:
    """What line breaks inside a scalar amount to: one newline is a space, of several the first is dropped."""
    if first == "\n":
        return breaks or " "
    return first + breaks
