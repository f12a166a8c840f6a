"""What lies behind a Go slice: its backing array may be longer than the slice, and slicing can bring the rest back.

``slice $l 0 4`` of three elements is an error when the backing array ends there, and a fourth nil element when it does
not. Arrays grow by doubling while elements are appended, which is how decoders, `compact`, `uniq` and others build
their results: a plain list stands for such a one. What was made in its final size is an `ArraySlice`. The rule holds
for lists of up to 1024 elements; longer ones count as full.
"""

from __future__ import annotations

from typing import Any

from .types import GoError, IntSlice, Slice

_DOUBLING_ENDS = 1024


class ArraySlice(Slice):
    """A []interface {} whose backing array is known: `spare` follows after the last element, up to the capacity."""

    __slots__ = ("spare",)

    def __init__(self, items: list[Any], spare: list[Any]) -> None:
        super().__init__(items)
        self.spare = spare


def full(items: list[Any]) -> list[Any]:
    """`items` as a []interface {} that ends where its backing array ends."""
    return ArraySlice(items, []) if _spare_count(len(items)) else items


def grown(items: list[Any], capacity: int) -> list[Any]:
    """`items` as a []interface {} with this capacity."""
    spare = capacity - len(items) if len(items) <= _DOUBLING_ENDS else 0
    return items if spare == _spare_count(len(items)) else ArraySlice(items, [None] * spare)


def reslice(value: list[Any] | bytes, start: int, end: int) -> list[Any] | bytes:
    """``value[start:end]`` as Go slices: `end` may lie beyond the length, up to the capacity; the type stays.

    Raises GoError. Rule: reflect.Value.Slice.
    """
    spare: list[Any] = []
    if isinstance(value, ArraySlice):
        spare = value.spare
    elif value.__class__ is list:
        spare = [None] * _spare_count(len(value))
    elif isinstance(value, IntSlice):
        spare = [0] * _spare_count(len(value))
    if start < 0 or end < start or end > len(value) + len(spare):
        raise GoError("reflect.Value.Slice: slice index out of bounds")
    if isinstance(value, bytes):
        return value[start:end]
    array = [*value, *spare]
    if value.__class__ in (list, ArraySlice):
        return ArraySlice(array[start:end], array[end:])
    return value.__class__(array[start:end])


def _spare_count(length: int) -> int:
    """How many places a slice has left after `length` elements were appended to an empty one."""
    if length > _DOUBLING_ENDS or length == 0:
        return 0
    return (1 << (length - 1).bit_length()) - length
