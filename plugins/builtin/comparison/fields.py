"""Which fields of two states of an object differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.json_values import equal
from .alignment import MISSING, aligned, label_of
from .normal_values import same_value
from .paths import FIELD, ITEM
from .shapes import list_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paths import Path
    from .shapes import Shape

    Difference = tuple[Path, Any, Any]


def differences(before: Any, after: Any, shape: Shape, path: Path = ()) -> Iterator[Difference]:
    """The deepest fields in which two values differ: path, value before, value after, `MISSING` where there is none.

    Where only the order of a list's items differs, the list is named with their labels in order.
    """
    if before.__class__ is dict and after.__class__ is dict:
        for name in sorted(before.keys() | after.keys()):
            inner = (*path, FIELD + name)
            yield from differences(before.get(name, MISSING), after.get(name, MISSING), shape.field(name), inner)
    elif before.__class__ is list and after.__class__ is list:
        if not equal(before, after):
            yield from _item_differences(before, after, shape, path)
    elif before is not after and not equal(before, after):
        yield path, before, after


def _item_differences(before: list[Any], after: list[Any], shape: Shape, path: Path) -> Iterator[Difference]:
    rows = aligned(before, after, shape)
    moved = {row.label: row.before for row in rows if row.moved and row.before is not MISSING}
    for row in rows:
        inner = (*path, ITEM + row.label)
        if not row.moved:
            yield from differences(row.before, row.after, shape.item, inner)
        elif row.before is MISSING:
            yield from differences(moved[row.label], row.after, shape.item, inner)
    if moved:
        yield (
            path,
            [row.label for row in rows if row.before is not MISSING],
            [row.label for row in rows if row.after is not MISSING],
        )


def unmet(wanted: Any, found: Any, shape: Shape, path: Path = ()) -> Iterator[Difference]:
    """The fields of a manifest that an object has not as the manifest says: path, what is found, what is wanted.

    What the manifest does not mention does not count, nor does how the server writes a value. Nor do fields that the
    type is known to lack, for a server drops them.
    """
    if wanted.__class__ is dict and (found.__class__ is dict or (found is MISSING and wanted)):
        has = found if found.__class__ is dict else {}
        for name in sorted(wanted):
            if name in has or not shape.lacks(name):
                yield from unmet(wanted[name], has.get(name, MISSING), shape.field(name), (*path, FIELD + name))
    elif wanted.__class__ is list and found.__class__ is list:
        yield from _unmet_items(wanted, found, shape, path)
    elif not same_value(wanted, found, shape):
        yield path, found, wanted


def _unmet_items(wanted: list[Any], found: list[Any], shape: Shape, path: Path) -> Iterator[Difference]:
    key = list_key((wanted, found), shape)
    if not key:
        if len(wanted) != len(found):
            yield path, found, wanted
            return
        for number, item in enumerate(wanted):
            yield from unmet(item, found[number], shape.item, (*path, f"{ITEM}{number}"))
        return
    has = {label_of(found, number, key): item for number, item in enumerate(found)}
    for number, item in enumerate(wanted):
        label = label_of(wanted, number, key)
        if label in has:
            yield from unmet(item, has[label], shape.item, (*path, ITEM + label))
        else:
            yield (*path, ITEM + label), MISSING, item


class Finder:
    """Finds fields of one object by their paths. Lists are looked through once."""

    def __init__(self, content: Any, shape: Shape) -> None:
        self._content = content
        self._shape = shape
        self._items: dict[int, dict[str, Any]] = {}

    def find(self, path: Path) -> Any:
        """What stands in a field; `MISSING` for nothing."""
        value, shape = self._content, self._shape
        for step in path:
            name = step[1:]
            if step[0] == FIELD:
                value = value.get(name, MISSING) if value.__class__ is dict else MISSING
                shape = shape.field(name)
            else:
                value = self._labelled(value, shape).get(name, MISSING) if value.__class__ is list else MISSING
                shape = shape.item
        return value

    def _labelled(self, items: list[Any], shape: Shape) -> dict[str, Any]:
        """The items of a list by their labels."""
        found = self._items.get(id(items))
        if found is None:
            key = list_key((items,), shape)
            found = {label_of(items, number, key): item for number, item in enumerate(items)}
            self._items[id(items)] = found
        return found


def shape_at(path: Path, shape: Shape) -> Shape:
    """The shape of what stands in a field."""
    for step in path:
        shape = shape.field(step[1:]) if step[0] == FIELD else shape.item
    return shape
