"""``missing-values``: templates that read values that values.yaml does not have, without a test or a default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....core.errors import RequirementsError
from ....core.golib.types import GoError
from ....core.golib.yaml import load_map
from ....core.model.lint import WARNING, LintFinding
from ....core.model.value_use import ANY_KEY
from .value_paths import absent_subcharts

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.protocols import KernelView, LintSubject
    from .yaml_nodes import Path


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every place in the chart's own templates that needs a value which is not set."""
    chart = subject.chart()
    uses = subject.value_uses()
    if uses is None:
        return
    tables = [subject.values(), _defaults(chart), _with_imports(chart, kernel)]
    foreign = absent_subcharts(chart)
    for use in uses:
        if use.chart or use.file.startswith("charts/") or use.path[:1] in [(name,) for name in foreign]:
            continue
        needed = use.path[: use.needed]
        lacking = [_missing(table, needed) for table in tables]
        if all(lacking):
            missing = max(lacking, key=len)
            path = f".Values.{'.'.join(use.path)}"
            more = "" if missing == use.path else f" (there is no {'.'.join(missing)})"
            text = f"{path} is read, but values.yaml does not set it{more}"
            yield LintFinding(WARNING, use.file, text, use.line, use.column)


def _missing(table: Any, path: Path) -> Path:
    """The shortest part of a path that is not in a table; empty when all of it is, or nobody can tell."""
    value = table
    for depth, name in enumerate(path):
        if value is None:
            return path[: depth + 1]
        if name == ANY_KEY or not isinstance(value, dict):
            return ()
        if name not in value:
            return path[: depth + 1]
        value = value[name]
    return ()


def _defaults(chart: Chart) -> dict[str, Any]:
    """The chart's own values.yaml, in which a key may be null."""
    try:
        return load_map(chart.values_text)
    except GoError:
        return {}


def _with_imports(chart: Chart, kernel: KernelView) -> dict[str, Any]:
    """The values after requirements have been applied, with what they import from subcharts that are there."""
    if chart.file("requirements.yaml") is None:
        return {}
    try:
        processed = kernel.first("helm_process_requirements", chart=chart, overrides={})
    except RequirementsError:
        return {}
    values: dict[str, Any] = kernel.first("helm_coalesce_values", chart=processed, overrides={})
    return values
