"""Sprig's functions on dictionaries. `set`, `unset`, `merge` and `mergeOverwrite` change the first one.

The keys and values of a map come in byte order of the keys (Go's order is random). A nil map counts as an empty one,
except that nothing can be set in it. Rule: Sprig's dict.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.golib import mergo
from ....core.golib.fmt import sorted_keys
from ....core.golib.nil import NilMap, is_nil
from ....core.golib.reflect import deep_copy
from ....core.golib.types import GoError, GoFunction, StringSlice, go
from .strings import strval

_Table = dict[str, Any] | None


def make_dict(*items: Any) -> dict[str, Any]:
    """A map of keys (as text) and values in turn; a last key without value gets the empty string."""
    keys = [strval(key) for key in items[::2]]
    values = [*items[1::2], ""]
    return dict(zip(keys, values, strict=False))


def set_key(table: _Table, key: str, value: Any) -> dict[str, Any]:
    """Set a key of `table`, which is returned. Raises GoError for a nil map."""
    if table is None or is_nil(table):
        raise GoError("assignment to entry in nil map")
    table[key] = value
    return table


def unset(table: _Table, key: str) -> dict[str, Any]:
    """Remove a key of `table`, which is returned."""
    if table is None:
        return NilMap()
    table.pop(key, None)
    return table


def has_key(table: _Table, key: str) -> bool:
    """Whether `table` has the key, even with a nil value."""
    return table is not None and key in table


def pluck(key: str, *tables: _Table) -> list[Any]:
    """The values that the tables have for `key`."""
    return [table[key] for table in tables if table is not None and key in table]


def keys(*tables: _Table) -> StringSlice:
    """The keys of all tables, one table after the other."""
    return StringSlice([key for table in tables for key in sorted_keys(table or {})])


def values(table: _Table) -> list[Any]:
    """The values in the order of their keys."""
    return [table[key] for key in sorted_keys(table)] if table else []


def pick(table: _Table, *names: str) -> dict[str, Any]:
    """A copy of `table` with these keys only."""
    known: Mapping[str, Any] = table or {}
    return {name: known[name] for name in names if name in known}


def omit(table: _Table, *names: str) -> dict[str, Any]:
    """A copy of `table` without these keys."""
    left_out = frozenset(names)
    return {key: value for key, value in (table or {}).items() if key not in left_out}


def merge(destination: _Table, *sources: _Table) -> Any:
    """Fill what is missing or empty in `destination` from the sources, in place; the empty string where mergo fails."""
    return _merge(destination, sources, overwrite=False)


def merge_overwrite(destination: _Table, *sources: _Table) -> Any:
    """Let the sources win over `destination`, in place; the empty string where mergo fails."""
    return _merge(destination, sources, overwrite=True)


def _merge(destination: _Table, sources: tuple[_Table, ...], *, overwrite: bool) -> Any:
    table: dict[str, Any] = NilMap() if destination is None else destination
    for source in sources:
        if source is None or is_nil(source):
            continue
        if is_nil(table):
            table = {}
        try:
            mergo.merge(table, source, overwrite=overwrite)
        except mergo.MergeError:
            return ""
    return table


def copy_deeply(value: Any) -> Any:
    """A copy of `value` that shares no map and no list with it. Raises GoError for nil."""
    if value is None:
        raise GoError("reflect: call of reflect.Value.Type on zero Value")
    return deep_copy(value)


FUNCTIONS: dict[str, GoFunction] = {
    "deepCopy": go(copy_deeply, "any"),
    "dict": go(make_dict, "...any"),
    "hasKey": go(has_key, "map", "string"),
    "keys": go(keys, "...map"),
    "merge": go(merge, "map", "...map"),
    "mergeOverwrite": go(merge_overwrite, "map", "...map"),
    "omit": go(omit, "map", "...string"),
    "pick": go(pick, "map", "...string"),
    "pluck": go(pluck, "string", "...map"),
    "set": go(set_key, "map", "string", "any"),
    "unset": go(unset, "map", "string"),
    "values": go(values, "map"),
}
