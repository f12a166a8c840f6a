"""Merging one map into another as mergo does (the version that Helm v2 pins), peculiarities included.

`merge` fills what is missing or empty in the destination, `overwrite` replaces; nil in the source never counts. Tables
of the source that the destination lacks are shared, not copied; slices are taken whole. Where both sides have a key,
a table in the source merges into a table of the destination and otherwise changes nothing. Rule: mergo's merge.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .limits import LimitError, check_items
from .nil import is_nil
from .types import GoError, Map, Struct, kind_name, type_name

_COMPOSITE = frozenset(("map", "ptr", "struct"))


class MergeError(GoError):
    """Mergo's own error, which Sprig's functions swallow; other GoErrors are Go's panics."""


def merge(destination: dict[str, Any], source: Mapping[str, Any], *, overwrite: bool = False) -> None:
    """Merge `source` into `destination`, in place.

    Raises MergeError when a pointer in the destination meets a table, GoError where Go panics (a struct meets a table,
    a typed map gets a value of another type), LimitError when the maps are nested too deeply or share parts so that
    they unfold to too many. What was merged before stays merged.
    """
    try:
        _Merge(overwrite).maps(destination, source)
    except RecursionError:
        raise LimitError("maps are nested too deeply to be merged") from None


class _Merge:
    """One merge, which counts the keys it looks at."""

    __slots__ = ("count", "overwrite")

    def __init__(self, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.count = 0

    def maps(self, destination: dict[str, Any], source: Mapping[str, Any]) -> None:
        """Merge the keys of one map into another."""
        self.count += len(source)
        check_items(self.count)
        for key in list(source):
            value = source[key]
            if value is None:
                continue
            present = key in destination
            old = destination.get(key)
            kind = kind_name(value)
            if kind in _COMPOSITE:
                if old is not None:
                    self._element(old, value)
                if present and kind == "map":
                    continue
            elif kind == "slice" and isinstance(old, str) and isinstance(destination, Map):
                raise GoError("reflect: call of reflect.Value.IsNil on string Value")
            if self.overwrite or not present or _is_empty(old):
                if isinstance(destination, Map):
                    _check_assignable(destination, source, value)
                destination[key] = value

    def _element(self, old: Any, value: Any) -> None:
        """Merge a table, pointer or struct into the value that the destination has, if that can take it in."""
        kind = kind_name(value)
        if isinstance(old, dict):
            if not isinstance(value, dict):
                raise GoError(f"reflect: call of reflect.Value.MapKeys on {kind} Value")
            if is_nil(old) and not is_nil(value):
                raise GoError("reflect: reflect.Value.Set using unaddressable value")
            self.maps(old, value)
        elif isinstance(old, Struct):
            if not old.go_pointer:
                if any(name[:1].isupper() for name in old.go_fields) and kind != "struct":
                    raise GoError(f"reflect: call of reflect.Value.Field on {kind} Value")
            elif kind == "struct":
                raise GoError("reflect: call of reflect.Value.IsNil on struct Value")
            elif kind == "map" and not self.overwrite:
                raise MergeError("src and dst must be of same type")


def _check_assignable(destination: Map, source: Mapping[str, Any], value: Any) -> None:
    """Raise GoError when a map of one element type cannot take what a map of another type holds."""
    have = source.go_element if isinstance(source, Map) else "interface {}"
    if have == destination.go_element or destination.go_element == "interface {}":
        return
    if kind_name(value) == "slice":
        have = type_name(value)
    raise GoError(f"reflect.Value.SetMapIndex: value of type {have} is not assignable to type {destination.go_element}")


def _is_empty(value: Any) -> bool:
    """Mergo's isEmptyValue, which knows no complex numbers."""
    return not value and value.__class__ is not complex
