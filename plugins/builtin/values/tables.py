"""Merging tables: the two ways in which Helm lays one over another.

Rules: pkg/chartutil/values.go (coalesceTables), cmd/helm/install.go (mergeValues).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.golib.fmt import to_text

Warn = Callable[[str], None]


def coalesce_tables(given: dict[str, Any], defaults: dict[str, Any], chart_name: str, warn: Warn) -> dict[str, Any]:
    """A new table of `defaults` under `given`: what is given wins, tables are merged, a given null removes the key.

    Neither argument is changed; tables that only one side has are shared with the result. `warn` hears of a table
    that meets something else.
    """
    result: dict[str, Any] = {}
    for key, default in defaults.items():
        if key not in given:
            result[key] = default
            continue
        value = given[key]
        if value is None:
            continue
        if isinstance(default, dict):
            if isinstance(value, dict):
                value = coalesce_tables(value, default, chart_name, warn)
            else:
                warn(
                    f"Warning: Merging destination map for chart '{chart_name}'. "
                    f"Overwriting table item '{key}', with non table value: {to_text(value)}"
                )
        elif isinstance(value, dict):
            warn(
                f"Warning: Merging destination map for chart '{chart_name}'. The destination item '{key}' is a table "
                f"and ignoring the source '{key}' as it has a non-table value of: {to_text(default)}"
            )
        result[key] = value
    for key, value in given.items():
        if value is not None and key not in result:
            result[key] = value
    return result


def merge_into(table: dict[str, Any], source: dict[str, Any]) -> None:
    """Write `source` over `table`: tables are merged, everything else replaces, nulls included."""
    for key, value in source.items():
        existing = table.get(key)
        if isinstance(value, dict) and isinstance(existing, dict):
            merge_into(existing, value)
        else:
            table[key] = value
