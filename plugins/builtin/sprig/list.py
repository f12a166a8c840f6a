"""Sprig's functions on lists. They take any slice, also typed ones such as []string, and never change it.

A value that is no slice is Go's panic (``Cannot find first on type string``), and so is nil. Rule: Sprig's list.go.
"""

from __future__ import annotations

from math import isnan
from typing import Any

from ....core.golib.limits import check_items
from ....core.golib.nil import NilSlice
from ....core.golib.reflect import NIL_POINTER, deep_equal, elements
from ....core.golib.slices import full, grown, reslice
from ....core.golib.types import GoError, GoFunction, IntSlice, go, kind_name
from .numeric import to_int


def _items(value: Any, complaint: str) -> list[Any]:
    """The elements of a slice. `complaint` words the error for other values, with `%s` for their kind."""
    items = elements(value)
    if items is not None:
        return items
    raise GoError(NIL_POINTER if value is None else complaint % kind_name(value))


def make_list(*items: Any) -> list[Any]:
    """The arguments as a list."""
    return full(list(items))


def push(value: Any, item: Any) -> list[Any]:
    """A copy of the list with `item` at the end."""
    items = _items(value, "Cannot push on type %s")
    return grown([*items, item], max(2 * len(items), 1))


def prepend(value: Any, item: Any) -> list[Any]:
    """A copy of the list with `item` at the beginning."""
    return full([item, *_items(value, "Cannot prepend on type %s")])


def concat(*lists: Any) -> list[Any]:
    """All items of all lists; nil when there are none."""
    items: list[Any] = []
    for value in lists:
        items += _items(value, "Cannot concat type %s as list")
        check_items(len(items))
    return items or NilSlice()


def first(value: Any) -> Any:
    """The first item; nil of an empty list."""
    items = _items(value, "Cannot find first on type %s")
    return items[0] if items else None


def last(value: Any) -> Any:
    """The last item; nil of an empty list."""
    items = _items(value, "Cannot find last on type %s")
    return items[-1] if items else None


def rest(value: Any) -> list[Any]:
    """All items but the first; nil of an empty list."""
    items = _items(value, "Cannot find rest on type %s")
    return full(items[1:]) if items else NilSlice()


def initial(value: Any) -> list[Any]:
    """All items but the last; nil of an empty list."""
    items = _items(value, "Cannot find initial on type %s")
    return full(items[:-1]) if items else NilSlice()


def reverse(value: Any) -> list[Any]:
    """The items from the last to the first."""
    return full(list(reversed(_items(value, "Cannot find reverse on type %s"))))


def compact(value: Any) -> list[Any]:
    """The items that are not empty."""
    return [item for item in _items(value, "Cannot compact on type %s") if item]


def uniq(value: Any) -> list[Any]:
    """The items without those that are deeply equal to an earlier one."""
    kept: list[Any] = []
    composites: list[Any] = []
    scalars: set[tuple[type, Any]] = set()
    for item in _items(value, "Cannot find uniq on type %s"):
        if not isinstance(item, (str, int, float)):
            if _contains(composites, item):
                continue
            composites.append(item)
        elif not (item.__class__ is float and isnan(item)):
            if (item.__class__, item) in scalars:
                continue
            scalars.add((item.__class__, item))
        kept.append(item)
    return kept


def without(value: Any, *omitted: Any) -> list[Any]:
    """The items that are not deeply equal to one of `omitted`."""
    items = _items(value, "Cannot find without on type %s")
    return [item for item in items if not _contains(omitted, item)]


def has(needle: Any, haystack: Any) -> bool:
    """Whether an item is deeply equal to `needle`, the type included; nil contains nothing."""
    return haystack is not None and _contains(_items(haystack, "Cannot find has on type %s"), needle)


def _contains(items: list[Any] | tuple[Any, ...], wanted: Any) -> bool:
    return any(deep_equal(wanted, item) for item in items)


def slice_list(value: Any, *indices: Any) -> Any:
    """``value[from:to]``, both optional; nil of an empty list. Raises GoError outside the list's array."""
    items = _items(value, "list should be type of slice or array but %s")
    if not items:
        return None
    start = to_int(indices[0]) if indices else 0
    end = to_int(indices[1]) if len(indices) > 1 else len(items)
    return reslice(value, start, end)


def until(count: int) -> IntSlice:
    """The numbers from 0 to before `count`, downwards for a negative one."""
    return until_step(0, count, -1 if count < 0 else 1)


def until_step(start: int, stop: int, step: int) -> IntSlice:
    """The numbers from `start` to before `stop`; none when `step` leads away or is 0."""
    if step == 0 or (stop < start) != (step < 0):
        return IntSlice()
    numbers = range(start, stop, step)
    check_items(len(numbers))
    return IntSlice(numbers)


FUNCTIONS: dict[str, GoFunction] = {
    "append": go(push, "any", "any"),
    "compact": go(compact, "any"),
    "concat": go(concat, "...any"),
    "first": go(first, "any"),
    "has": go(has, "any", "any"),
    "initial": go(initial, "any"),
    "last": go(last, "any"),
    "list": go(make_list, "...any"),
    "prepend": go(prepend, "any", "any"),
    "push": go(push, "any", "any"),
    "rest": go(rest, "any"),
    "reverse": go(reverse, "any"),
    "slice": go(slice_list, "any", "...any"),
    "tuple": go(make_list, "...any"),
    "uniq": go(uniq, "any"),
    "until": go(until, "int"),
    "untilStep": go(until_step, "int", "int", "int"),
    "without": go(without, "any", "...any"),
}
