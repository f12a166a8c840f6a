"""Nil maps and nil slices: empty, but JSON prints `null` for them and reflect.DeepEqual tells them from empty ones.

Go functions return them where they say "nothing" (`rest` of an empty list, `regexFindAll` without a match,
`fromJson "null"`). Printing, ranging, `len` and truth need no special case: the values are empty. Encoders ask
`is_nil` first; who writes into a map raises GoError("assignment to entry in nil map").
"""

from __future__ import annotations

from .types import Map, Slice, StringMap, StringSlice


class NilMap(Map):
    """The nil map[string]interface {}."""

    __slots__ = ()
    go_nil = True


class NilSlice(Slice):
    """The nil []interface {}."""

    __slots__ = ()
    go_nil = True


class NilStringSlice(StringSlice):
    """The nil []string."""

    __slots__ = ()
    go_nil = True


class NilStringMap(StringMap):
    """The nil map[string]string."""

    __slots__ = ()
    go_nil = True


class NilPointer:
    """The nil pointer to a struct, of the type that `go_type` names without a star."""

    __slots__ = ("go_type",)
    go_nil = True
    go_pointer = True

    def __init__(self, go_type: str) -> None:
        self.go_type = go_type

    def __bool__(self) -> bool:
        return False


def is_nil(value: object) -> bool:
    """Whether `value` is nil: None, or a nil map, slice or pointer."""
    return value is None or getattr(value, "go_nil", False)
