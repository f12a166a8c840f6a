"""Coalescing: the values of a chart and its subcharts, with what is given laid over the defaults and globals passed on.

Rules: pkg/chartutil/values.go (CoalesceValues and below), bugs included: globals that are no table make
a subchart lose what was given to it, and leave nothing where it has no defaults (Helm crashes when that has
subcharts, which is an error here).
"""

from __future__ import annotations

from typing import Any

from ....core.errors import ValuesError
from ....core.golib.fmt import sprintf
from ....core.golib.nil import NilMap, is_nil
from ....core.golib.reflect import deep_copy
from ....core.model.chart import Chart
from .defaults import chart_defaults
from .tables import Warn, coalesce_tables

GLOBAL = "global"


def coalesce_values(chart: Chart, overrides: dict[str, Any], warn: Warn) -> dict[str, Any]:
    """The table that the templates of `chart` see as `.Values`, with a table for every subchart in it.

    `overrides` are the user's values; neither they nor the chart are changed or shared. `warn` hears of tables that
    meet something else. Raises ValuesError when defaults cannot be read or a subchart's key is no table.
    """
    return _coalesce(chart, deep_copy(overrides), warn)


def _coalesce(chart: Chart, given: dict[str, Any], warn: Warn) -> dict[str, Any]:
    values = given
    if chart.values_text:
        values = coalesce_tables(given, chart_defaults(chart), chart.name, warn)
    if chart.dependencies and is_nil(values):
        raise ValuesError("assignment to entry in nil map")
    for subchart in chart.dependencies:
        name = subchart.name
        below = values.setdefault(name, {})
        if not isinstance(below, dict):
            raise ValuesError(sprintf("type mismatch on %s: %t", (name, below)))
        values[name] = _coalesce(subchart, _with_globals(below, values, chart.name, warn), warn)
    return values


def _with_globals(below: dict[str, Any], values: dict[str, Any], chart_name: str, warn: Warn) -> dict[str, Any]:
    """What is given to a subchart, with the globals of its parent's `values` over its own."""
    own = below.get(GLOBAL, {})
    if not isinstance(own, dict):
        warn(f"Warning: Skipping globals for chart '{chart_name}' because destination '{GLOBAL}' is not a table.")
        return NilMap()
    parents = values.get(GLOBAL, {})
    if not isinstance(parents, dict):
        warn(f"Warning: skipping globals for chart '{chart_name}' because source '{GLOBAL}' is not a table.")
        return dict(own)
    return {**below, GLOBAL: coalesce_tables(parents, own, chart_name, warn)}
