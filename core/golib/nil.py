"""Nil maps and nil slices: empty, but JSON prints `null` for them and reflect.DeepEqual tells them from empty ones.

Go functions return them where they say "nothing" (`rest` of an empty list, `regexFindAll` without a match,
`fromJson "null"`). Printing, ranging, `len` and truth need no special case: the values are empty. Encoders ask
`is_nil` first; who writes into a map raises GoError("assignment to entry in nil map").
"""

from __future__ import annotations

from .types import Map, Slice, StringSlice


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


def is_nil(value: object) -> bool:
    """Whether `value` is nil: None, or a nil map or slice."""
    return value is None or getattr(value, "go_nil", False)
