"""Filling in placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pilothouse.core.errors import TemplateError

if TYPE_CHECKING:
    from pilothouse.core.model.chart import Chart
    from pilothouse.core.model.render import RenderedFiles, RenderValues

PLACEHOLDER = re.compile(r"\$\$\{|\$\{([A-Za-z0-9_.-]+)(?::-([^}]*))?\}")


def render(chart: Chart, render_values: RenderValues) -> RenderedFiles:
    """The text of every template of a chart and its subcharts, by full name. Raises TemplateError."""
    release = {"name": render_values.release.name, "namespace": render_values.release.namespace}
    return dict(_render(chart, chart.name, render_values.values, release))


def _render(chart: Chart, path: str, values: dict[str, Any], release: dict[str, str]) -> Iterator[tuple[str, str]]:
    about = {"name": chart.name, "version": chart.metadata.version}
    data = {**values, "release": release, "chart": about}
    for template in chart.templates:
        name = f"{path}/{template.name}"
        yield name, substitute(template.data.decode("utf-8", "surrogateescape"), data, name)
    for dependency in chart.dependencies:
        table = values.get(dependency.name)
        below = table if isinstance(table, dict) else {}
        yield from _render(dependency, f"{path}/charts/{dependency.name}", below, release)


def envsubst(text: str, data: dict) -> str:
    """The function for Go templates: a text with its placeholders filled in from a table."""
    return substitute(text, data, "envsubst")


def substitute(text: str, data: dict[str, Any], name: str) -> str:
    """A text with its placeholders filled in. Raises TemplateError that shows the place in the template `name`."""

    def fill(found: re.Match[str]) -> str:
        if found[1] is None:
            return "${"
        value: Any = data
        for key in found[1].split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is None:
            value = found[2]
        if value is None or isinstance(value, (dict, list)):
            reason = "has no value" if value is None else "is not a single value"
            raise _error(f"{name}: ${{{found[1]}}} {reason}", found, name)
        return _format(value)

    return PLACEHOLDER.sub(fill, text)


def _format(value: Any) -> str:
    """A value as YAML would have it; numbers of values files are floats."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _error(message: str, found: re.Match[str], name: str) -> TemplateError:
    before = found.string[: found.start()]
    start = before.rfind("\n") + 1
    line = found.string[start:].partition("\n")[0]
    column = len(found.string[start : found.start()].encode("utf-8", "surrogateescape")) + 1
    return TemplateError(message, file=name, line=before.count("\n") + 1, column=column, source_line=line)
