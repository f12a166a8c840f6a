"""Which template engine renders a chart, and what happens when nobody provides the one it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import ChartError

if TYPE_CHECKING:
    from .kernel import Kernel
    from .model.chart import Chart

DEFAULT_ENGINE = "gotpl"
_HOOK = "helm_register_engines"


def choose_engine(kernel: Kernel, chart: Chart) -> Chart:
    """The chart to render: `chart`, or a copy that names the fallback engine when its own is not installed.

    Subcharts are rendered by the engine of the chart that holds them. Tiller falls back to gotpl with a warning in
    its log (pkg/tiller/release_server.go); here that takes the setting ``engine-fallback``. Raises ChartError when an
    engine is missing, PluginError when two plugins provide it.
    """
    wanted = chart.metadata.engine
    if not wanted or kernel.find(_HOOK, wanted) is not None:
        return chart
    fallback = kernel.setting("engine-fallback")
    if fallback and kernel.find(_HOOK, fallback) is not None:
        kernel.warn(f"warning: {chart.name} requested non-existent template engine {wanted}")
        return _with_engine(chart, fallback)
    known = ", ".join(sorted(kernel.registry(_HOOK)))
    raise ChartError(
        f'chart "{chart.name}" wants the template engine "{wanted}", which no installed plugin provides',
        details=(f"engines: {known or 'none'}", *kernel.complaints()),
        hint=f"{_installation(wanted)}; PILOTHOUSE_ENGINE_FALLBACK={DEFAULT_ENGINE} renders with {DEFAULT_ENGINE}, "
        "as Helm v2 does",
    )


def _installation(engine: str) -> str:
    """How to get an engine. Its name comes from the chart, so it is no reason to trust a package of that name."""
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]*", engine):
        return "install the plugin that provides it"
    return f"`pip install pilothouse-engine-{engine}` may provide it, if you trust that package"


def _with_engine(chart: Chart, engine: str) -> Chart:
    from .model.chart import Chart

    metadata = chart.metadata.copy()
    metadata.engine = engine
    return Chart(metadata, chart.templates, chart.values_text, chart.dependencies, chart.files, chart.origin)
