"""Two texts line by line: what went, what came, and a few equal lines around it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SAME, GONE, NEW, SKIPPED = "same", "gone", "new", "skipped"

_CONTEXT = 3
_LITTLE_WORK = 250_000
_MOST_WORK = 4_000_000
"""Pairs of lines up to which texts are aligned; larger ones are shown as replaced."""

MOST_ROWS = 1500
"""Rows that are shown of one text."""


def line_differences(before: str, after: str) -> dict[str, Any]:
    """The rows of a difference: `rows`, how many lines were `added` and `removed`, and how many rows are `left_out`.

    A row has its `kind`, the line's number in either text (0 for none), and its text in three parts: `head` and `tail`
    are what a line shares with the one that it replaces, `changed` is between them. `SKIPPED` rows have a number.
    """
    old, new = before.split("\n"), after.split("\n")
    rows = list(_rows(old, new))
    return {
        "rows": rows[:MOST_ROWS],
        "added": sum(row["kind"] == NEW for row in rows),
        "removed": sum(row["kind"] == GONE for row in rows),
        "left_out": max(len(rows) - MOST_ROWS, 0),
    }


def _rows(old: list[str], new: list[str]) -> Iterator[dict[str, Any]]:
    groups = _blocks(old, new)
    for index, (tag, a, b, c, d) in enumerate(groups):
        if tag == "equal":
            lead = _CONTEXT if index else 0
            trail = _CONTEXT if index < len(groups) - 1 else 0
            yield from _equal(old, a, b, c, lead, trail)
            continue
        pairs = b - a == d - c
        for number in range(a, b):
            yield _row(GONE, number + 1, 0, old[number], new[c + number - a] if pairs else None)
        for number in range(c, d):
            yield _row(NEW, 0, number + 1, new[number], old[a + number - c] if pairs else None)


def _equal(old: list[str], a: int, b: int, c: int, lead: int, trail: int) -> Iterator[dict[str, Any]]:
    """Equal lines: the first and the last few, and how many there are between."""
    hidden = b - a - lead - trail
    for number in range(a, b):
        place = number - a
        if hidden > 1 and lead <= place < b - a - trail:
            if place == lead:
                yield {"kind": SKIPPED, "old": 0, "new": 0, "head": "", "changed": "", "tail": "", "count": hidden}
            continue
        yield _row(SAME, number + 1, c + place + 1, old[number], None)


def _row(kind: str, old: int, new: int, text: str, other: str | None) -> dict[str, Any]:
    head, changed, tail = _parts(text, other) if other is not None else ("", text, "")
    if kind == SAME or other is None:
        head, changed, tail = text, "", ""
    return {"kind": kind, "old": old, "new": new, "head": head, "changed": changed, "tail": tail, "count": 0}


def _parts(text: str, other: str) -> tuple[str, str, str]:
    """What a line shares with another at its beginning and end; nothing where that is next to nothing."""
    most = min(len(text), len(other))
    head = next((at for at in range(most) if text[at] != other[at]), most)
    tail = next((at for at in range(most - head) if text[-1 - at] != other[-1 - at]), most - head)
    if head - (len(text) - len(text.lstrip())) + tail < 2:
        return text, "", ""
    while head and _is_word(text[head - 1]):
        head -= 1
    while tail and _is_word(text[-tail]):
        tail -= 1
    end = len(text) - tail
    return text[:head], text[head:end], text[end:]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _blocks(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """What `SequenceMatcher.get_opcodes` gives, in bounded time."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    a, b = len(old) - tail, len(new) - tail
    blocks: list[tuple[str, int, int, int, int]] = [("equal", 0, head, 0, head)] if head else []
    if (a - head) * (b - head) > _MOST_WORK:
        blocks.append(("replace", head, a, head, b))
    else:
        # Lines that stand everywhere cost the most in long texts, and tell the least.
        is_long = (a - head) * (b - head) > _LITTLE_WORK
        matcher = SequenceMatcher(None, old[head:a], new[head:b], autojunk=is_long)
        blocks += [
            (tag, head + one, head + two, head + three, head + four)
            for tag, one, two, three, four in matcher.get_opcodes()
        ]
    return [*blocks, ("equal", a, len(old), b, len(new))] if tail else blocks
