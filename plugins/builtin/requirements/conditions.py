"""Which subcharts take part, and under which names: aliases, tags and conditions.

Rules: pkg/chartutil/requirements.go (ProcessRequirementsEnabled and what it calls).
Charts are never changed: every chart that differs is a new one, so two aliases of one chart do not disturb each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ....core.errors import RequirementsError, ValuesError
from ....core.golib.strconv import quote
from ....core.model.chart import Chart
from ....core.model.requirements import Dependency, Requirements
from .lookup import MISSING, MissingTableError, table_at, value_at
from .parse import load_requirements

Warn = Callable[[str], None]
Coalesce = Callable[[Chart, dict[str, Any]], dict[str, Any]]
"""Lays values over the defaults of a chart (the extension point ``helm_coalesce_values``)."""

MAX_CHARTS = 1_000
"""How many subcharts, aliases counted one by one, a chart may end up with: aliases of aliases multiply."""

_ALIAS = re.compile("[a-zA-Z0-9_-]+")


class TooManyChartsError(RequirementsError):
    """Aliases make more charts than a chart may have. Never passed over, unlike other problems of subcharts."""


class _Allowance:
    """How many charts may still be made out of one chart."""

    __slots__ = ("charts",)

    def __init__(self) -> None:
        self.charts = MAX_CHARTS

    def take(self, count: int) -> None:
        """Use up `count` charts. Raises TooManyChartsError when there are not that many left."""
        self.charts -= count
        if self.charts < 0:
            raise TooManyChartsError(f"requirements make more than the maximum of {MAX_CHARTS} subcharts")


def enable_subcharts(chart: Chart, overrides: dict[str, Any], coalesce: Coalesce, warn: Warn) -> Chart:
    """A copy of `chart` with the subcharts that its requirements leave enabled, renamed to their aliases.

    Problems in the requirements of subcharts are passed over, as Helm does. Raises RequirementsError for an alias
    that is no name, ValuesError when values do not fit the charts.
    """
    requirements = _requirements(chart)
    if requirements is None:
        return chart
    enabled = _copy(chart)
    _enable(enabled, requirements, overrides, "", coalesce, warn, _Allowance())
    return enabled


def _enable(
    chart: Chart,
    requirements: Requirements,
    overrides: dict[str, Any],
    path: str,
    coalesce: Coalesce,
    warn: Warn,
    allowance: _Allowance,
) -> None:
    """Replace the dependencies of `chart`, which is a copy; `path` is the prefix of its condition paths."""
    chart.dependencies = _renamed(chart, requirements)
    allowance.take(len(chart.dependencies))
    values = coalesce(chart, overrides)
    _apply_tags(requirements, values, warn)
    _apply_conditions(requirements, values, path, warn)
    disabled = {dependency.name for dependency in requirements.dependencies if not dependency.enabled}
    kept = [subchart for subchart in chart.dependencies if subchart.name not in disabled]
    chart.dependencies = [
        _enable_nested(subchart, values, f"{path}{subchart.name}.", coalesce, warn, allowance) for subchart in kept
    ]


def _enable_nested(
    chart: Chart, overrides: dict[str, Any], path: str, coalesce: Coalesce, warn: Warn, allowance: _Allowance
) -> Chart:
    """A subchart with its own requirements applied as far as that goes without an error."""
    requirements = _requirements(chart)
    if requirements is None:
        return chart
    enabled = _copy(chart)
    try:
        _enable(enabled, requirements, overrides, path, coalesce, warn, allowance)
    except TooManyChartsError:
        raise
    except (RequirementsError, ValuesError):
        return enabled
    return enabled


def _requirements(chart: Chart) -> Requirements | None:
    """The chart's requirements; None when there are none that can be read."""
    try:
        return load_requirements(chart)
    except RequirementsError:
        return None


def _renamed(chart: Chart, requirements: Requirements) -> list[Chart]:
    """Subcharts that nobody requires, then one for every requirement that a subchart satisfies, under its alias.

    From here on the requirements are known by their aliases, and enabled.
    """
    subcharts = [
        subchart
        for subchart in chart.dependencies
        if not any(_satisfies(subchart, dependency) for dependency in requirements.dependencies)
    ]
    for dependency in requirements.dependencies:
        if dependency.alias and not _ALIAS.fullmatch(dependency.alias):
            raise RequirementsError(f"illegal alias name in {quote(dependency.name)}")
        for subchart in chart.dependencies:
            if _satisfies(subchart, dependency):
                subcharts.append(_with_alias(subchart, dependency.alias))
                break
        dependency.name = dependency.alias or dependency.name
        dependency.enabled = True
    return subcharts


def _satisfies(subchart: Chart, dependency: Dependency) -> bool:
    """Whether a subchart has the required name and a version that fits. Rule: pkg/version/compatible.go."""
    if subchart.name != dependency.name:
        return False
    # Most charts have no requirements: they do not pay for this import.
    from ....core.golib import semver

    try:
        return semver.Constraints(dependency.version).check(semver.parse(subchart.metadata.version))
    except semver.SemverError:
        return False


def _with_alias(chart: Chart, alias: str) -> Chart:
    """A copy of the chart under its alias, or under its own name when that is empty."""
    renamed = _copy(chart)
    if alias:
        renamed.metadata = chart.metadata.copy()
        renamed.metadata.name = alias
    return renamed


def _copy(chart: Chart) -> Chart:
    return Chart(
        chart.metadata, chart.templates, chart.values_text, list(chart.dependencies), chart.files, chart.origin
    )


def _apply_tags(requirements: Requirements, values: dict[str, Any], warn: Warn) -> None:
    """Enable or disable requirements by the table ``tags``: one true tag is enough, without any known tag all is on."""
    try:
        tags = table_at(values, "tags")
    except MissingTableError:
        return
    for dependency in requirements.dependencies:
        answers = set()
        for tag in dependency.tags:
            if tag not in tags:
                continue
            if isinstance(tags[tag], bool):
                answers.add(tags[tag])
            else:
                warn(f"Warning: Tag '{tag}' for chart {dependency.name} returned non-bool value")
        if dependency.tags:
            dependency.enabled = answers != {False}


def _apply_conditions(requirements: Requirements, values: dict[str, Any], path: str, warn: Warn) -> None:
    """Enable or disable requirements by the first of their condition paths that has a value."""
    for dependency in requirements.dependencies:
        for condition in dependency.condition.strip().split(","):
            value = value_at(values, path + condition) if condition else MISSING
            if value is MISSING:
                continue
            if isinstance(value, bool):
                dependency.enabled = value
            else:
                warn(f"Warning: Condition path '{condition}' for chart {dependency.name} returned non-bool value")
            if value is not None:
                break
