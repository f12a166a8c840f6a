"""A tree of charts to texts by template name: what the rendering process is asked, and what is made of its answer."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ....core.errors import TemplateError
from ....core.process_limits import limit_of
from ....core.settings import CPU_LIMIT, MEMORY_LIMIT
from .names import is_partial, output_name
from .process import render_apart
from .request import FUNCTIONS_HOOK, pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.render import RenderedFiles, RenderOptions, RenderValues


def render_chart(chart: Chart, render_values: RenderValues, options: RenderOptions, kernel: Kernel) -> RenderedFiles:
    """The texts of all templates under the names of their files without ``.j2``, partials left out.

    Raises TemplateError, ProcessLimitError, PluginError when two plugins provide a function.
    """
    names = frozenset(name for name in template_names(chart) if not is_partial(name))
    _refuse_twins(names)
    settings = kernel.settings
    cpu, memory = limit_of(settings, CPU_LIMIT), limit_of(settings, MEMORY_LIMIT)
    request = pack(chart, render_values, options, kernel.registry(FUNCTIONS_HOOK), (cpu, memory))
    answer = render_apart(request, names, cpu, memory)
    for line in answer.warnings:
        kernel.warn(line)
    if options.profile is not None:
        options.profile.update({output_name(name): seconds for name, seconds in answer.seconds.items()})
    return {output_name(name): text for name, text in answer.files.items()}


def template_names(chart: Chart, parent: str = "") -> Iterator[str]:
    """The full names of all templates of a chart and its subcharts."""
    path = posixpath.join(parent, "charts", chart.name) if parent else chart.name
    for template in chart.templates:
        yield posixpath.normpath(f"{path}/{template.name}")
    for dependency in chart.dependencies:
        yield from template_names(dependency, path)


def _refuse_twins(names: frozenset[str]) -> None:
    """Raise TemplateError where a template and a plain file would have the same name."""
    for name in sorted(names):
        if output_name(name) != name and output_name(name) in names:
            raise TemplateError(
                f'render error in "{name}": {output_name(name)} is there too, and both would have that name',
                file=name,
            )
