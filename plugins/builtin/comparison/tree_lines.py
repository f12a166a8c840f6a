"""An object before and after as lines of YAML side by side.

Lines follow the structure: fields stand beside fields of the same name, items beside those with the same merge key, the
lines of longer texts beside equal lines. Strings that would be hard to see through as one line are written as blocks.
What is written is for people; control characters in it are made visible.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ....core.golib.floats import format_json
from ....core.golib.json_values import equal
from ....core.golib.yaml_styles import inline
from ....core.text import decoded, printable
from .alignment import MISSING, aligned
from .paths import FIELD, ITEM
from .sequences import common_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .paths import Path
    from .shapes import Shape

SAME, GONE, NEW = " ", "-", "+"


class Line:
    """A line: `sign` says whether both sides have it, `path` is that of the field that it belongs to.

    `place` is the path of what is around it: for a line of a longer text, the field that has the text.
    """

    __slots__ = ("path", "place", "sign", "text")

    def __init__(self, sign: str, text: str, path: Path, place: Path) -> None:
        self.sign = sign
        self.text = text
        self.path = path
        self.place = place


def tree_lines(before: dict[str, Any] | None, after: dict[str, Any] | None, shape: Shape) -> list[Line]:
    """The lines of an object; None for one that is not there."""
    tree = _Tree()
    if before is None or after is None:
        content = after if before is None else before
        if content:
            tree.fields(NEW if before is None else GONE, content, 0, ())
    else:
        tree.both_fields(before, after, shape, 0, ())
    return tree.lines


class _Tree:
    """Collects lines. `indent` is the column where something begins."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, sign: str, indent: int, text: str, path: Path) -> None:
        """A line that begins a field or an item."""
        self.lines.append(Line(sign, " " * indent + printable(text), path, path[:-1] or path))

    def both_fields(self, before: dict[str, Any], after: dict[str, Any], shape: Shape, indent: int, path: Path) -> None:
        """The fields of two mappings."""
        for name in sorted(before.keys() | after.keys()):
            inner = (*path, FIELD + name)
            old, new = before.get(name, MISSING), after.get(name, MISSING)
            self.both(old, new, shape.field(name), indent, _key_text(name), inner)

    def both(self, old: Any, new: Any, shape: Shape, indent: int, head: str, path: Path) -> None:
        """What stands behind `head` (a key with its colon) on both sides."""
        if old is MISSING or new is MISSING:
            self.one(NEW if old is MISSING else GONE, new if old is MISSING else old, indent, head, path)
        elif equal(old, new):
            self.one(SAME, old, indent, head, path)
        elif old.__class__ is dict and new.__class__ is dict and old and new:
            self.add(SAME, indent, head, path)
            self.both_fields(old, new, shape, indent + 2, path)
        elif old.__class__ is list and new.__class__ is list and old and new:
            self.add(SAME, indent, head, path)
            self.both_items(old, new, shape, indent, path)
        elif _is_block(old) and _is_block(new):
            self.both_texts(old, new, indent, head, path)
        else:
            self.one(GONE, old, indent, head, path)
            self.one(NEW, new, indent, head, path)

    def both_items(self, old: list[Any], new: list[Any], shape: Shape, indent: int, path: Path) -> None:
        """The items of two lists."""
        for row in aligned(old, new, shape):
            inner = (*path, ITEM + row.label)
            start = len(self.lines)
            if row.before.__class__ is dict and row.after.__class__ is dict and row.before and row.after:
                self.both_fields(row.before, row.after, shape.item, indent + 2, inner)
                self.dash(start, indent)
            elif row.before is MISSING or row.after is MISSING or equal(row.before, row.after):
                is_new = row.before is MISSING
                sign = NEW if is_new else GONE if row.after is MISSING else SAME
                self.item(sign, row.after if is_new else row.before, indent, inner)
            else:
                self.item(GONE, row.before, indent, inner)
                self.item(NEW, row.after, indent, inner)

    def dash(self, start: int, indent: int) -> None:
        """Put the dash before the first line of an item: of each side, where they begin differently."""
        waiting = {GONE, NEW}
        for line in self.lines[start:]:
            if line.sign == SAME or line.sign in waiting:
                line.text = f"{line.text[:indent]}- {line.text[indent + 2 :]}"
                waiting.discard(line.sign)
            if line.sign == SAME or not waiting:
                break

    def both_texts(self, old: str, new: str, indent: int, head: str, path: Path) -> None:
        """Two texts of several lines."""
        before, after = _block_lines(old), _block_lines(new)
        old_head, new_head = f"{head} {_block_head(old)}", f"{head} {_block_head(new)}"
        if old_head == new_head:
            self.add(SAME, indent, old_head, path)
        else:
            self.add(GONE, indent, old_head, path)
            self.add(NEW, indent, new_head, path)
        at = other_at = 0
        for start, other_start, length in [*common_blocks(before, after), (len(before), len(after), 0)]:
            self.text(GONE, before[at:start], indent, path)
            self.text(NEW, after[other_at:other_start], indent, path)
            self.text(SAME, before[start : start + length], indent, path)
            at, other_at = start + length, other_start + length

    def text(self, sign: str, lines: Sequence[str], indent: int, path: Path) -> None:
        """Lines of a text."""
        for line in lines:
            self.lines.append(Line(sign, " " * (indent + 2 if line else 0) + printable(line), path, path))

    def one(self, sign: str, value: Any, indent: int, head: str, path: Path) -> None:
        """A value that is the same on both sides, or on one side alone."""
        if value.__class__ is dict and value:
            self.add(sign, indent, head, path)
            self.fields(sign, value, indent + 2, path)
        elif value.__class__ is list and value:
            self.add(sign, indent, head, path)
            for number, item in enumerate(value):
                self.item(sign, item, indent, (*path, f"{ITEM}{number}"))
        elif _is_block(value):
            self.add(sign, indent, f"{head} {_block_head(value)}", path)
            self.text(sign, _block_lines(value), indent, path)
        else:
            self.add(sign, indent, f"{head} {_scalar_text(value)}", path)

    def fields(self, sign: str, content: dict[str, Any], indent: int, path: Path) -> None:
        """The fields of a mapping."""
        for name in sorted(content):
            self.one(sign, content[name], indent, _key_text(name), (*path, FIELD + name))

    def item(self, sign: str, value: Any, indent: int, path: Path) -> None:
        """An item of a list."""
        start = len(self.lines)
        if value.__class__ is dict and value:
            self.fields(sign, value, indent + 2, path)
        elif value.__class__ is list and value:
            for number, item in enumerate(value):
                self.item(sign, item, indent + 2, (*path, f"{ITEM}{number}"))
        else:
            self.one(sign, value, indent, "-", path)
            return
        self.dash(start, indent)


def _is_block(value: Any) -> bool:
    """Whether a value is a text that is written as a block."""
    return value.__class__ is str and "\n" in value


def _block_head(text: str) -> str:
    """How a block begins: whether its end of line counts, and how far it is indented where that cannot be seen."""
    keep = "+" if text.endswith("\n\n") or text == "\n" else "" if text.endswith("\n") else "-"
    return f"|{'2' if text[:1] in (' ', chr(10)) else ''}{keep}"


def _block_lines(text: str) -> list[str]:
    return decoded(text.removesuffix("\n")).split("\n")


def _key_text(name: str) -> str:
    return f"{_scalar_text(name)}:"


def _scalar_text(value: Any) -> str:
    """A simple value, or an empty mapping or list, on one line."""
    if value.__class__ is str:
        text = decoded(value)
        return inline(text) or json.dumps(text, ensure_ascii=False)
    if value is None:
        return "null"
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is float:
        return format_json(value)
    return str(value) if isinstance(value, int) else "{}" if isinstance(value, dict) else "[]"
