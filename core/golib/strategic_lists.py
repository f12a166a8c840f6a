"""k8s.io/apimachinery/pkg/util/strategicpatch: how lists that patches merge are looked through, sorted and ordered.

Values are as `json_values.as_read` gives them. Where Go compares interface values, type and value have to be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .fmt import to_text
from .patch_schema import PatchError

DIRECTIVE = "$patch"
DELETE = "delete"

_TYPE_NAMES = {
    dict: "map[string]interface {}",
    list: "[]interface {}",
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool",
}
_SHELL_SORT_UP_TO = 12

Identity = tuple[type, Any]
"""A simple value together with its type: equal where Go's interface values are."""


def identity(value: Any) -> Identity:
    """What tells simple values apart. Raises PatchError for a list or an object, for which Go has no comparison."""
    if value.__class__ is dict or value.__class__ is list:
        raise PatchError(f"runtime error: comparing uncomparable type {type_text(value)}")
    return value.__class__, value


def type_text(value: Any) -> str:
    """Go's name for the type of a value, as %s prints it."""
    return _TYPE_NAMES.get(value.__class__, "%!s(<nil>)")


def bad_type(expected: type, value: Any) -> PatchError:
    """The error about a value that is not of the type it has to be. Rule: mergepatch.ErrBadArgType"""
    return PatchError(f"expected a {_TYPE_NAMES[expected]}, but received a {type_text(value)}")


def merge_value(element: Any, merge_key: str) -> Any:
    """What an element of a list has under its merge key. Raises PatchError when it is no object or lacks the key."""
    if element.__class__ is not dict:
        raise bad_type(dict, element)
    if merge_key not in element:
        raise PatchError(f"map: {to_text(element)} does not contain declared merge key: {merge_key}")
    return element[merge_key]


def element_type(*lists: Sequence[Any]) -> type:
    """The one type that all elements have. Raises PatchError when there are several, or none. Rule: sliceElementType"""
    found: type | None = None
    for elements in lists:
        for element in elements:
            if element is None:
                raise PatchError("runtime error: invalid memory address or nil pointer dereference")
            if found is None:
                found = element.__class__
                if found is list:
                    raise PatchError("lists of lists are not supported")
            elif found is not element.__class__:
                raise PatchError(f"list element types are not identical: {to_text([list(each) for each in lists])}")
    if found is None:
        raise PatchError("no elements in any of the given slices")
    return found


def go_sorted(elements: Sequence[Any], text_of: Callable[[Any], str]) -> list[Any]:
    """`elements` by their text, in the order in which sort.Sort leaves them where several have the same text.

    strategicpatch calls an element "less" than its equals too, so that those come out in turned order: exactly as in
    Go up to the length that it shell-sorts, by plain turning in longer lists.
    """
    pairs = [(text_of(element), element) for element in elements]
    if len(pairs) > _SHELL_SORT_UP_TO:
        pairs.reverse()
        return [element for _, element in sorted(pairs, key=lambda pair: pair[0])]
    for i in range(6, len(pairs)):
        if pairs[i][0] <= pairs[i - 6][0]:
            pairs[i], pairs[i - 6] = pairs[i - 6], pairs[i]
    for i in range(1, len(pairs)):
        j = i
        while j > 0 and pairs[j][0] <= pairs[j - 1][0]:
            pairs[j], pairs[j - 1] = pairs[j - 1], pairs[j]
            j -= 1
    return [element for _, element in pairs]


def without_repetitions(elements: Sequence[Any]) -> list[Any]:
    """Simple values, each once. As in Go the last element takes the place of a repetition. Rule: deduplicateScalars"""
    kept = list(elements)
    i = 0
    while i < len(kept) - 1:
        j = i + 1
        while j < len(kept):
            if identity(kept[i]) == identity(kept[j]):
                kept[j] = kept[-1]
                kept.pop()
            else:
                j += 1
        i += 1
    return kept


def positions(elements: Sequence[Any], merge_key: str) -> dict[Identity, int]:
    """Where each value (or, with a merge key, the element of each key) stands first. Rule: index"""
    found: dict[Identity, int] = {}
    for position, element in enumerate(elements):
        value = element.get(merge_key) if element.__class__ is dict else element
        found.setdefault(identity(value), position)
    return found


def in_order_of(elements: Sequence[Any], order: Sequence[Any], merge_key: str, kind: type) -> list[Any]:
    """`elements` in the order of `order`, deletions at the end. Raises PatchError. Rule: normalizeSliceOrder"""
    kept: list[Any] = list(elements)
    deletions: list[Any] = []
    if kind is dict:
        for element in (*elements, *order):
            merge_value(element, merge_key)
        kept, deletions = split_deletions(elements)
    key = merge_key if kind is dict else ""
    places = positions(order, key)
    kept.sort(key=lambda element: places.get(identity(element[key] if kind is dict else element), -1))
    return kept + deletions


def split_deletions(elements: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What a patch list merges, and what it deletes. Raises PatchError for elements that are no objects."""
    kept: list[Any] = []
    deletions: list[Any] = []
    for element in elements:
        if element.__class__ is not dict:
            raise bad_type(dict, element)
        (deletions if element.get(DIRECTIVE) == DELETE else kept).append(element)
    return kept, deletions


def partition(elements: Sequence[Any], wanted: Sequence[Any], merge_key: str) -> tuple[list[Any], list[Any]]:
    """What is in `wanted` too, and what is not. Raises PatchError. Rule: partition…ByPresentInList"""
    if merge_key:
        for element in elements:
            merge_value(element, merge_key)
        for position, element in enumerate(wanted):
            if element.__class__ is not dict:
                raise PatchError(f"value for key {position} is not a map")
    present = {
        identity(element[merge_key] if merge_key else element)
        for element in wanted
        if not merge_key or merge_key in element
    }
    inside: list[Any] = []
    outside: list[Any] = []
    for element in elements:
        (inside if identity(element[merge_key] if merge_key else element) in present else outside).append(element)
    return inside, outside


def interleaved(
    patched: Sequence[Any],
    server_only: Sequence[Any],
    patch_order: Sequence[Any],
    server_order: Sequence[Any],
    merge_key: str,
    kind: type,
) -> list[Any]:
    """Both lists in one: each in its own order, what only the server has before what it stood before there.

    Raises PatchError. Rule: normalizeElementOrder, mergeSortedSlice
    """
    left = in_order_of(server_only, server_order, merge_key, kind)
    right = in_order_of(patched, patch_order, merge_key, kind)
    places = positions(server_order, merge_key if kind is dict else "")

    def place(element: Any) -> int:
        return places.get(identity(element.get(merge_key) if kind is dict else element), -1)

    merged: list[Any] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if 0 <= place(left[i]) < place(right[j]):
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + list(left[i:]) + list(right[j:])
