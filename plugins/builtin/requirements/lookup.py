"""Looking into a table by a dotted path. Rules: pkg/chartutil/values.go (Table, PathValue)."""

from __future__ import annotations

from typing import Any

from ....core.golib.fmt import to_text
from ....core.golib.strconv import quote

MISSING: Any = object()
"""Stands for no value, which is not the same as null."""


class MissingTableError(Exception):
    """There is no table at the path; the text is Helm's."""


def table_at(values: dict[str, Any], path: str) -> dict[str, Any]:
    """The table at `path`. Raises MissingTableError."""
    table = values
    for name in path.split("."):
        if name not in table:
            raise MissingTableError(f"no table named {quote(name)} ({to_text(table)})")
        below = table[name]
        if not isinstance(below, dict):
            raise MissingTableError(f"no table named {quote(name)}")
        table = below
    return table


def value_at(values: dict[str, Any], path: str) -> Any:
    """The value at `path`; MISSING when there is none, or a table."""
    below: Any = values
    for name in path.split("."):
        if not isinstance(below, dict):
            return MISSING
        below = below.get(name, MISSING)
    return MISSING if isinstance(below, dict) else below
