"""chartutil.Values: the named map type of `.` and of `.Values`, with the methods that templates can call on it.

Rule: pkg/chartutil/values.go. A subchart's `.Values` is the very table inside its parent's values, so that `set` in one
is seen in the other; seen from the parent it keeps this type too, where Go would call it a plain map.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.fmt import to_text
from ....core.golib.types import GoError, GoFunction, WrongResults, go


class Values(dict[str, Any]):
    """A table of values. Methods hide keys of the same name, as Go finds methods first."""

    __slots__ = ()
    go_type = "chartutil.Values"
    go_kind = "map"
    go_element = "interface {}"
    zero = None
    go_methods: dict[str, GoFunction] = {}


class NilValues(Values):
    """A table of values that is nil: what a subchart has that loses its globals and has no defaults."""

    __slots__ = ()
    go_nil = True


def _table(values: dict[str, Any], path: str) -> Values:
    """The table at a dotted path."""
    table: Any = values
    for name in path.split("."):
        if name not in table:
            raise GoError(f'no table named "{name}" ({to_text(table)})')
        table = table[name]
        if not isinstance(table, dict):
            raise GoError(f'no table named "{name}"')
    return table if isinstance(table, Values) else Values(table)


def _path_value(values: dict[str, Any], path: str) -> Any:
    """The value at a dotted path, which may not be a table."""
    if not path:
        raise GoError("YAML path string cannot be zero length")
    parents, _, key = path.rpartition(".")
    table = values
    if parents:
        try:
            table = _table(values, parents)
        except GoError:
            raise GoError(f"{key} is not a value") from None
    if key in table and not isinstance(table[key], dict):
        return table[key]
    raise GoError(f"key not found: {key}" if parents else f"{key} is not a value")


def _yaml(values: dict[str, Any]) -> str:
    from ....core.golib import yaml

    try:
        return yaml.dump(values)
    except yaml.YamlError as error:
        raise GoError(str(error)) from error


Values.go_methods = {
    "AsMap": go(dict),
    "Encode": go(_yaml, "io.Writer"),
    "MergeInto": WrongResults(0, "chartutil.Values"),
    "PathValue": go(_path_value, "string"),
    "Table": go(_table, "string"),
    "YAML": go(_yaml),
}
