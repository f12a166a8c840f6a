"""Answers for charts that are written in Go templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.entries import EngineEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.options import TextTemplate
    from ....core.model.render import RenderedFiles, RenderOptions, RenderValues
    from ....core.model.value_use import ValueUse

ENGINE = "gotpl"


@hookimpl
def helm_register_engines() -> list[EngineEntry]:
    """Helm's own engine."""
    return [EngineEntry(ENGINE, "Go templates with the functions of Sprig and Helm")]


@hookimpl(trylast=True)
def helm_render_chart(
    chart: Chart, render_values: RenderValues, options: RenderOptions, kernel: Kernel
) -> RenderedFiles | None:
    """Render a chart that names no engine or this one."""
    if chart.metadata.engine not in ("", ENGINE):
        return None
    from ....core.template_functions import FunctionTable, late_bound_functions
    from .chart_templates import chart_templates
    from .engine import Engine

    registry = kernel.registry("helm_register_template_functions")
    engine = Engine(
        FunctionTable(registry, ENGINE, kernel.watch),
        late_bound_functions(registry, ENGINE),
        strict=options.strict,
        lint_mode=options.lint_mode,
        warn=kernel.warn,
        cache_directory=kernel.settings.cache_directory(),
        coverage=options.coverage,
    )
    files = engine.render(chart_templates(chart, render_values), options.profile)
    kernel.defer(engine.save)
    return files


@hookimpl(trylast=True)
def helm_render_text(template: TextTemplate, data: dict[str, Any], kernel: Kernel) -> str:
    """Render a text of the command line."""
    from .text import render_text

    return render_text(template, data, kernel)


@hookimpl(trylast=True)
def helm_find_value_uses(chart: Chart, kernel: Kernel) -> list[ValueUse] | None:
    """Follow the templates of a chart that names no engine or this one. Raises TemplateError."""
    if chart.metadata.engine not in ("", ENGINE):
        return None
    from ....core.template_functions import FunctionTable, late_bound_functions
    from .go_builtins import BUILTINS
    from .value_uses import find_value_uses

    registry = kernel.registry("helm_register_template_functions")
    names = (*FunctionTable(registry, ENGINE), *late_bound_functions(registry, ENGINE), *BUILTINS)
    return find_value_uses(chart, frozenset(names))
