"""Which template engines render a chart and its subcharts, and what happens when nobody provides one.

Every chart is rendered by the engine of its own Chart.yaml, by gotpl where that names none. An engine gets a view of
the whole tree in which charts of other engines have no templates, so that names and values are those of the tree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import ChartError, TemplateError
from .model.chart import Chart
from .model.engine_use import EngineUse
from .record import Record
from .switching import DEFAULT_ENGINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .kernel import Kernel
    from .model.coverage import Coverage
    from .model.render import RenderedFiles, RenderOptions, RenderValues

_HOOK = "helm_register_engines"


class RenderedChart(Record):
    """The texts of all templates by full name, and the engines other than Helm's own that took part."""

    files: RenderedFiles
    engines: tuple[EngineUse, ...]


def render_chart(
    kernel: Kernel, chart: Chart, render_values: RenderValues, options: RenderOptions
) -> RenderedChart:
    """Render the templates of a chart and its subcharts, each by the engine of its chart.

    `chart` has been through requirements processing. Raises ChartError when an engine is missing, PluginError when two
    plugins provide one, TemplateError.
    """
    views = engine_views(kernel, chart)
    files: RenderedFiles = {}
    for engine, view in views:
        given = render_values if len(views) == 1 else _own(render_values)
        rendered: RenderedFiles = kernel.first("helm_render_chart", chart=view, render_values=given, options=options)
        twice = files.keys() & rendered.keys()
        if twice:
            name = min(twice)
            raise TemplateError(f'the engine "{engine}" has rendered {name}, which is not its own', file=name)
        files.update(rendered)
        if options.coverage is not None:
            _note_unmeasured(options.coverage, engine, rendered)
    return RenderedChart(files, tuple(_uses(kernel, [engine for engine, _ in views])))


def _note_unmeasured(coverage: Coverage, engine: str, rendered: RenderedFiles) -> None:
    """Say which templates nobody has measured, where an engine has rendered without measuring anything."""
    measured = {name for name, _ in coverage.templates}
    for name in rendered.keys() - measured:
        coverage.unmeasured[name] = engine


def engine_views(kernel: Kernel, chart: Chart) -> list[tuple[str, Chart]]:
    """The engines that a chart and its subcharts need, that of the chart itself first, each with what it renders.

    Where one engine does it all, that is the chart as it is. Raises ChartError and PluginError.
    """
    engines = _engines(kernel, chart)
    if len(set(engines.values())) == 1:
        engine = next(iter(engines.values()))
        as_written = (chart.metadata.engine or DEFAULT_ENGINE) == engine
        return [(engine, chart if as_written else _named(chart, engine, chart.templates))]
    names = dict.fromkeys(engines[one.metadata.engine] for one in chart.walk() if one.templates)
    return [(name, _view(chart, name, engines)) for name in names]


def _own(render_values: RenderValues) -> RenderValues:
    """Values that an engine may change without another one's seeing it."""
    from copy import deepcopy

    from .model.render import RenderValues

    return RenderValues(deepcopy(render_values.values), render_values.release, render_values.capabilities)


def _uses(kernel: Kernel, engines: list[str]) -> Iterator[EngineUse]:
    """What is to be recorded of engines. A version is the engine's own, else that of the plugin that provides it."""
    from .. import __version__

    for name in engines:
        found = kernel.find(_HOOK, name) if name != DEFAULT_ENGINE else None
        if found is not None:
            plugin, ours = found.plugin, found.plugin.kind in ("builtin", "contrib")
            version = found.entry.version or plugin.version or (__version__ if ours else "")
            distribution = plugin.distribution or ("pilothouse" if ours else "")
            yield EngineUse(name, version, found.entry.trust, plugin.name, distribution)


def _engines(kernel: Kernel, chart: Chart) -> dict[str, str]:
    """For each word that a Chart.yaml of the tree has for its engine, the engine that is taken."""
    taken: dict[str, str] = {}
    for one in chart.walk():
        wanted = one.metadata.engine
        if wanted not in taken:
            taken[wanted] = _choose(kernel, one, wanted) if wanted else DEFAULT_ENGINE
    return taken


def _choose(kernel: Kernel, chart: Chart, wanted: str) -> str:
    """The engine for a chart that wants one: it, or the fallback.

    Tiller falls back to gotpl with a warning in its log (pkg/tiller/release_server.go); here that takes the setting
    ``engine-fallback``.
    """
    if kernel.find(_HOOK, wanted) is not None:
        return wanted
    fallback = kernel.setting("engine-fallback")
    if fallback and kernel.find(_HOOK, fallback) is not None:
        kernel.warn(f"warning: {chart.name} requested non-existent template engine {wanted}")
        return fallback
    off = [name for plugin in kernel.plugins for kind, name in plugin.provides if kind == "engine"]
    engines = sorted({*kernel.registry(_HOOK), *off})
    raise ChartError(
        f'chart "{chart.name}" wants the template engine "{wanted}", which no installed plugin provides',
        details=(f"engines: {', '.join(engines) or 'none'}", *kernel.complaints()),
        hint=f"{_similar(wanted, engines)}{_installation(wanted)}; "
        f"PILOTHOUSE_ENGINE_FALLBACK={DEFAULT_ENGINE} renders with {DEFAULT_ENGINE}, as Helm v2 does",
    )


def _similar(wanted: str, engines: list[str]) -> str:
    """The beginning of a hint that names engines of which one may be meant."""
    import difflib

    close = difflib.get_close_matches(wanted, engines)
    return f"did you mean {', '.join(close)}? " if close else ""


def _installation(engine: str) -> str:
    """How to get an engine. Its name comes from the chart, so it is no reason to trust a package of that name."""
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]*", engine):
        return "install the plugin that provides it"
    return f"`pip install pilothouse-engine-{engine}` may provide it, if you trust that package"


def _view(chart: Chart, engine: str, engines: dict[str, str], *, is_top: bool = True) -> Chart:
    """A chart with its subcharts as one engine gets it."""
    templates = chart.templates if engines[chart.metadata.engine] == engine else []
    dependencies = [_view(one, engine, engines, is_top=False) for one in chart.dependencies]
    return _named(chart, engine if is_top else chart.metadata.engine, templates, dependencies)


def _named(chart: Chart, engine: str, templates: list[Any], dependencies: list[Chart] | None = None) -> Chart:
    metadata = chart.metadata
    if metadata.engine != engine:
        metadata = metadata.copy()
        metadata.engine = engine
    subcharts = chart.dependencies if dependencies is None else dependencies
    view = Chart(metadata, templates, chart.values_text, subcharts, chart.files, chart.origin)
    view.has_values_file = chart.has_values_file
    return view
