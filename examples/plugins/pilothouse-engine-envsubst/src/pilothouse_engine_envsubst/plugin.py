"""What Pilothouse sees: extension points only, the work is imported when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilothouse.core.entries import CommandEntry, EngineEntry, TemplateFunctionEntry
from pilothouse.hookspecs import hookimpl

if TYPE_CHECKING:
    from pilothouse.core.model.chart import Chart
    from pilothouse.core.model.render import RenderedFiles, RenderValues

PACKAGE = __package__


@hookimpl
def helm_register_engines() -> list[EngineEntry]:
    """Charts with ``engine: envsubst`` are ours."""
    return [EngineEntry("envsubst", "fills in ${placeholders}")]


@hookimpl
def helm_render_chart(chart: Chart, render_values: RenderValues) -> RenderedFiles | None:
    """Render our charts; decline all others."""
    if chart.metadata.engine != "envsubst":
        return None
    from .rendering import render

    return render(chart, render_values)


@hookimpl
def helm_register_template_functions() -> list[TemplateFunctionEntry]:
    """Placeholders for charts in Go templates."""
    return [TemplateFunctionEntry("envsubst", f"{PACKAGE}.rendering:envsubst", engine="gotpl")]


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """A command that lists placeholders."""
    return [CommandEntry("placeholders", "list the placeholders of a chart", f"{PACKAGE}.command:placeholders")]
