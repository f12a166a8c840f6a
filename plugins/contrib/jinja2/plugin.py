"""What `jinja2` provides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import EngineEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.render import RenderedFiles, RenderOptions, RenderValues
    from ....core.model.value_use import ValueUse

_ENGINE = "jinja2"


@hookimpl
def helm_register_engines() -> list[EngineEntry]:
    """Jinja2, in a process of its own without any rights."""
    return [EngineEntry(_ENGINE, "Jinja2 templates with the functions of Sprig and Helm", trust="isolated")]


@hookimpl
def helm_render_chart(
    chart: Chart, render_values: RenderValues, options: RenderOptions, kernel: Kernel
) -> RenderedFiles | None:
    """Render a chart that names this engine."""
    if chart.metadata.engine != _ENGINE:
        return None
    from .charts import render_chart

    return render_chart(chart, render_values, options, kernel)


@hookimpl
def helm_find_value_uses(chart: Chart) -> list[ValueUse] | None:
    """Look through the templates of a chart that names this engine. Raises TemplateError."""
    if chart.metadata.engine != _ENGINE:
        return None
    from .value_uses import find_value_uses

    return find_value_uses(chart)
