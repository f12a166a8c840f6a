"""What `jinja2` provides."""

from __future__ import annotations

import os
import sys
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
    return [EngineEntry(_ENGINE, "Jinja2 templates with the functions of Sprig and Helm", "isolated", jinja_version())]


def jinja_version() -> str:
    """The version of the package Jinja2 by the name of the folder with its metadata; empty when that is not found.

    Asking the import system takes longer than all else here. The index of plugins, which keeps the answer, is built
    again when a folder on the import path changes.
    """
    for folder in sys.path:
        try:
            names = os.listdir(folder or os.curdir)
        except OSError:
            continue
        if "jinja2" in names:
            found = [name for name in names if name.lower().startswith("jinja2-") and name.endswith(".dist-info")]
            return found[0][len("jinja2-"):-len(".dist-info")] if len(found) == 1 else ""
    return ""


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
