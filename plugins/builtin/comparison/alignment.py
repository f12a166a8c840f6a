"""Which items of two lists belong together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .sequences import common_blocks
from .shapes import list_key

if TYPE_CHECKING:
    from .shapes import Shape


class Missing:
    """There is no such field, which is another thing than null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


class Row:
    """One item before and after; `label` is what paths call it. `moved`: it is in another row as well."""

    __slots__ = ("after", "before", "label", "moved")

    def __init__(self, label: str, before: Any, after: Any, moved: bool = False) -> None:
        self.label = label
        self.before = before
        self.after = after
        self.moved = moved


def aligned(before: list[Any], after: list[Any], shape: Shape) -> list[Row]:
    """The items of two lists in rows, in an order that goes through both lists.

    Items are told apart by a merge key where there is one; one that went elsewhere has two rows. Others belong together
    where they are equal, or replace one another in the same place.
    """
    key = list_key((before, after), shape)
    if key:
        return _by_labels(before, after, [str(item[key]) for item in before], [str(item[key]) for item in after])
    return _by_places(before, after)


def label_of(items: list[Any], number: int, key: str) -> str:
    """What paths call an item of a list."""
    return str(items[number][key]) if key else str(number)


def canonical(value: Any) -> str:
    """A text that is the same for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)


def _by_labels(before: list[Any], after: list[Any], old_labels: list[str], new_labels: list[str]) -> list[Row]:
    old, new = set(old_labels), set(new_labels)
    rows: list[Row] = []
    at = other_at = 0
    for start, other_start, length in [*common_blocks(old_labels, new_labels), (len(before), len(after), 0)]:
        rows += [Row(old_labels[n], before[n], MISSING, old_labels[n] in new) for n in range(at, start)]
        rows += [Row(new_labels[n], MISSING, after[n], new_labels[n] in old) for n in range(other_at, other_start)]
        rows += [Row(old_labels[start + n], before[start + n], after[other_start + n]) for n in range(length)]
        at, other_at = start + length, other_start + length
    return rows


def _by_places(before: list[Any], after: list[Any]) -> list[Row]:
    blocks = common_blocks([canonical(item) for item in before], [canonical(item) for item in after])
    rows: list[Row] = []
    at = other_at = 0
    for start, other_start, length in [*blocks, (len(before), len(after), 0)]:
        paired = min(start - at, other_start - other_at)
        rows += [Row(str(other_at + n), before[at + n], after[other_at + n]) for n in range(paired)]
        rows += [Row(str(n), before[n], MISSING) for n in range(at + paired, start)]
        rows += [Row(str(n), MISSING, after[n]) for n in range(other_at + paired, other_start)]
        rows += [Row(str(other_start + n), before[start + n], after[other_start + n]) for n in range(length)]
        at, other_at = start + length, other_start + length
    return rows
