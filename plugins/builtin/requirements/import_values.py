"""Values that subcharts lend to their parents.

Rules: pkg/chartutil/requirements.go (ProcessRequirementsImportValues). A chart with requirements ends up with defaults
that hold the imported values and all defaults of its subcharts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.errors import RequirementsError, ValuesError
from ....core.golib.types import type_name
from ....core.golib.yaml import YamlError, dump
from ....core.model.chart import Chart
from ....core.model.requirements import Dependency, Requirements
from .lookup import MissingTableError, table_at
from .parse import load_requirements

Warn = Callable[[str], None]
Coalesce = Callable[[Chart, dict[str, Any]], dict[str, Any]]
"""Lays values over the defaults of a chart (the extension point ``helm_coalesce_values``)."""


def import_values(chart: Chart, coalesce: Coalesce, warn: Warn) -> Chart:
    """A copy of `chart` whose defaults, and those of its subcharts that have subcharts, hold what is imported.

    A chart whose requirements or values cannot be read is left as it is. Raises RequirementsError for an import that
    is not made of texts (where Helm crashes).
    """
    subcharts = [
        import_values(subchart, coalesce, warn) if subchart.dependencies else subchart
        for subchart in reversed(chart.dependencies)
    ]
    copy = Chart(chart.metadata, chart.templates, chart.values_text, subcharts[::-1], chart.files, chart.origin)
    try:
        requirements = load_requirements(chart)
    except RequirementsError:
        return copy
    if requirements is not None:
        try:
            copy.values_text = dump(_values(copy, requirements, coalesce, warn))
        except (ValuesError, YamlError):
            return copy
    return copy


def _values(chart: Chart, requirements: Requirements, coalesce: Coalesce, warn: Warn) -> dict[str, Any]:
    """The defaults of `chart` and its subcharts under everything that it imports; earlier imports win."""
    values = coalesce(chart, {})
    imported: dict[str, Any] = {}
    for dependency in requirements.dependencies:
        name = _name_in(chart, dependency)
        if name is None:
            continue
        for item in dependency.import_values:
            child, parent = _paths(item)
            try:
                table = table_at(values, f"{name}.{child}")
            except MissingTableError as error:
                warn(f"Warning: ImportValues missing table: {error}")
                continue
            imported = coalesce(_layer(chart, _nested(parent, table)), imported)
    return coalesce(_layer(chart, values), imported) if imported else values


def _name_in(chart: Chart, dependency: Dependency) -> str | None:
    """The name under which the chart has the required subchart; None when it has not (any more)."""
    present = {subchart.name for subchart in chart.dependencies}
    if dependency.alias in present:
        return dependency.alias
    return dependency.name if dependency.name in present else None


def _paths(item: Any) -> tuple[str, str]:
    """Where an item of ``import-values`` takes from, and where it puts to."""
    if isinstance(item, str):
        return f"exports.{item}", "."
    if not isinstance(item, dict):
        return "", ""
    for key in ("child", "parent"):
        if not isinstance(item.get(key), str):
            found = "nil" if item.get(key) is None else type_name(item[key])
            raise RequirementsError(
                f"interface conversion: interface {{}} is {found}, not string",
                details=(f"an item of import-values needs texts for child and parent, but {key} is none",),
            )
    return item["child"], item["parent"]


def _nested(path: str, table: dict[str, Any]) -> dict[str, Any]:
    """`table` at the dotted `path` of an otherwise empty table; ``.`` is the top."""
    if path != ".":
        for name in reversed(path.split(".")):
            table = {name: table}
    return table


def _layer(chart: Chart, table: dict[str, Any]) -> Chart:
    """A chart of the same name that has nothing but `table` as its defaults, for laying values over it."""
    return Chart(chart.metadata, values_text=dump(table))
