"""Showing a place in a text: file, line and column, the line itself, a caret below it, and what helps with YAML.

Only errors need this, so it is imported when one is worded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .golib.types import GoError

_WIDEST = 120
"""Of a line that takes more cells than this, only the part around the place is shown."""

_BEFORE = 60
"""About so many cells of a long line are shown before the place."""

_ADVICE = (
    ("tab character", "YAML is indented with spaces, a tab does not count"),
    ("mapping values are not allowed", "a text in which a colon is followed by a space has to be quoted"),
    ("cannot start any token", "a text that begins with one of @ ` % has to be quoted, and so has {{ … }}"),
    ("unknown anchor", "a text that begins with * has to be quoted, else it refers to an anchor"),
    ("invalid map key", "a value that begins with {{ has to be quoted, values files are no templates"),
    ("did not find expected key", "look for indentation or quotes that are wrong here or on the lines above"),
    ("did not find expected '-'", "look for indentation that is wrong here or on the lines above"),
    ("found unexpected end of stream", "a quote that was opened is not closed"),
    ("into Go value of type map[", "a values file is made of lines like `key: value`"),
    ("into Go value of type chartutil.Values", "a values file is made of lines like `key: value`"),
)
"""What helps with an error of YAML, by words of its message."""


def source_lines(file: str, line: int, column: int, text: str) -> list[str]:
    """The lines that show a place: ``--> FILE:LINE:COLUMN``, the line's text and a caret below the column.

    Lines and columns count from 1, columns in characters; 0 stands for what is not known. Of a long line only the
    part around the place is shown. The caret stands below its character where tabs or wide characters come before it.
    """
    if not line:
        return [f"--> {file}"]
    lines = [f"--> {file}:{line}" + (f":{column}" if column else "")]
    text = text.rstrip("\r")
    if not text.strip():
        return lines
    shown, before = _window(text, min(max(column - 1, 0), len(text)))
    lines.append(f"{line} | {shown}")
    if column:
        pad = "".join("\t" if char == "\t" else " " * _cells(char) for char in shown[:before])
        lines.append(f"{' ' * len(str(line))} | {pad}^")
    return lines


def yaml_details(file: str, content: str | bytes, error: GoError) -> tuple[str, ...]:
    """The lines that show where reading `content`, a YAML text from `file`, stopped, or `file` alone."""
    line, column = getattr(error, "line", None) or 0, getattr(error, "column", None) or 0
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    lines = text.split("\n")
    if not line:
        line, column = _field_place(lines, str(error))
    if line == len(lines) and not lines[-1]:
        # Reading stopped at the very end: the last line with a text says more than the empty one behind it.
        while line > 1 and not lines[line - 1].strip():
            line -= 1
        column = len(lines[line - 1].rstrip("\r")) + 1
    known = lines[line - 1] if 0 < line <= len(lines) else ""
    return tuple(source_lines(file, line, column, known))


def yaml_hint(error: GoError) -> str:
    """What helps with an error of YAML, as one line; empty when nothing particular does."""
    message = str(error)
    return next((advice for words, advice in _ADVICE if words in message), "")


def _field_place(lines: list[str], message: str) -> tuple[int, int]:
    """The line and column of the field that does not fit Go's type, when only one line has a field of that name."""
    _, found, field = message.partition(" into Go struct field ")
    name = field.partition(" ")[0].rpartition(".")[2]
    if not found or not name:
        return 0, 0
    import re

    key = re.compile(rf"[ -]*({re.escape(name)})\s*:(?!\S)")
    places = [(number, match.start(1) + 1) for number, text in enumerate(lines, 1) if (match := key.match(text))]
    return places[0] if len(places) == 1 else (0, 0)


def _window(text: str, index: int) -> tuple[str, int]:
    """The part of a line that is shown, and where `index` is in it."""
    if len(text) <= _WIDEST // 2 or sum(map(_cells, text)) <= _WIDEST:
        return text, index
    start, cells = index, 0
    while start > 0 and cells < _BEFORE:
        start -= 1
        cells += _cells(text[start])
    end = index
    while end < len(text) and cells < _WIDEST:
        cells += _cells(text[end])
        end += 1
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    return head + text[start:end] + tail, index - start + len(head)


def _cells(char: str) -> int:
    """How many cells of a terminal a character takes: none for combining ones, two for wide ones."""
    if char.isascii():
        return 1
    import unicodedata

    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
