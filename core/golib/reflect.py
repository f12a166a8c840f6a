"""Comparing and copying whole Go values: reflect.DeepEqual and the deep copy of copystructure."""

from __future__ import annotations

from typing import Any

from .limits import LimitError, check_items
from .nil import is_nil
from .slices import ArraySlice
from .types import Struct, Uint8, type_name

NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"
"""What Go says when a nil interface is asked for its type."""

_SCALARS = frozenset((str, int, float, bool, type(None), bytes, complex))
_TOO_DEEP = "value is nested too deeply"


def deep_equal(left: Any, right: Any) -> bool:
    """reflect.DeepEqual: same Go type and same content; nil and empty maps or slices differ, NaN equals nothing.

    Raises LimitError when the values are nested too deeply.
    """
    try:
        return _equal(left, right, set())
    except RecursionError:
        raise LimitError(_TOO_DEEP) from None


def deep_copy(value: Any) -> Any:
    """`value` with all maps and slices copied. Fields that are not exported are zero in the copy of a struct.

    Raises LimitError when the copy would be too large, or the value is nested too deeply (or holds itself, where Go's
    stack would overflow).
    """
    try:
        return _Copier().copy(value)
    except RecursionError:
        raise LimitError(_TOO_DEEP) from None


def elements(value: object) -> list[Any] | None:
    """The elements of a slice as a list, which must not be changed; None when `value` is not a slice."""
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    return None


def _equal(left: Any, right: Any, visited: set[tuple[int, int]]) -> bool:
    kind = left.__class__
    if kind in _SCALARS:
        return right.__class__ is kind and bool(left == right)
    if left is right:
        return True
    if isinstance(left, (dict, list)):
        if not isinstance(right, (dict, list)):
            return False
        if is_nil(left) != is_nil(right) or type_name(left) != type_name(right) or len(left) != len(right):
            return False
        pair = (id(left), id(right))
        if pair in visited:
            return True
        visited.add(pair)
        if isinstance(left, list):
            return all(_equal(one, other, visited) for one, other in zip(left, right, strict=True))
        return all(key in right and _equal(item, right[key], visited) for key, item in left.items())
    if right.__class__ is not kind:
        return False
    if isinstance(left, Struct):
        return all(_equal(getattr(left, name), getattr(right, name), visited) for name in _attributes(left))
    return bool(left == right)


class _Copier:
    """One deep copy, which counts its items: tables that share parts may unfold to any size."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def copy(self, value: Any) -> Any:
        """`value`, or a new container with copies of its items."""
        kind = value.__class__
        if kind in _SCALARS or is_nil(value):
            return value
        if isinstance(value, (dict, list)):
            self.count += len(value)
            check_items(self.count)
        if kind is dict:
            return {key: self.copy(item) for key, item in value.items()}
        if kind is list:
            return [self.copy(item) for item in value]
        if isinstance(value, dict):
            return kind({key: self.copy(item) for key, item in value.items()})
        if isinstance(value, ArraySlice):
            return ArraySlice([self.copy(item) for item in value], [None] * len(value.spare))
        if isinstance(value, list):
            return kind(value)
        return self._copy_struct(value) if isinstance(value, Struct) else value

    def _copy_struct(self, value: Struct) -> Struct:
        hidden = [attribute for name, attribute in value.go_fields.items() if not name[:1].isupper()]
        if not hidden:
            return value
        twin = value.__class__.__new__(value.__class__)
        for name in _attributes(value):
            item = getattr(value, name)
            setattr(twin, name, item.__class__() if name in hidden and item is not None else self.copy(item))
        return twin


def _attributes(value: Struct) -> list[str]:
    names = [name for base in value.__class__.__mro__ for name in getattr(base, "__slots__", ())]
    return [*names, *getattr(value, "__dict__", ())]
