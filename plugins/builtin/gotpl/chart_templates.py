"""From a chart with its subcharts to the templates that the engine renders, each with its root data.

Rule: allTemplates and recAllTpls in pkg/engine/engine.go, ToRenderValuesCaps in pkg/chartutil/values.go.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from ....core.golib.nil import is_nil
from ....core.template_objects import CapabilitiesObject, ChartObject, Timestamp, files_object
from .engine import Renderable
from .values_object import NilValues, Values

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.render import RenderValues


def chart_templates(chart: Chart, render_values: RenderValues) -> dict[str, Renderable]:
    """Every template of a chart and its subcharts by full name, with the data it sees as dot.

    A subchart's `.Values` is the table of its name inside its parent's, an empty one when there is none; `.Release`
    and `.Capabilities` are shared by all charts.
    """
    release = render_values.release
    shared = {
        "Release": {
            "Name": release.name,
            "Time": Timestamp(release.time),
            "Namespace": release.namespace,
            "IsUpgrade": release.is_upgrade,
            "IsInstall": release.is_install,
            "Revision": release.revision,
            "Service": release.service,
        },
        "Capabilities": CapabilitiesObject(render_values.capabilities),
    }
    templates: dict[str, Renderable] = {}
    _collect(chart, Values(render_values.values), shared, "", templates)
    return templates


def _collect(
    chart: Chart, values: dict[str, Any], shared: dict[str, Any], parent: str, templates: dict[str, Renderable]
) -> None:
    """Add the templates of a chart, after those of its subcharts, to `templates`."""
    path = posixpath.join(parent, "charts", chart.name) if parent else chart.name
    root = Values(shared, Values=values, Chart=ChartObject(chart.metadata), Files=files_object(chart.files))
    for dependency in chart.dependencies:
        table = values.get(dependency.name)
        if isinstance(table, dict):
            values[dependency.name] = table = NilValues() if is_nil(table) else Values(table)
        _collect(dependency, Values() if table is None else table, shared, path, templates)
    base_path = f"{path}/templates"
    for template in chart.templates:
        text = template.data.decode("utf-8", "surrogateescape")
        templates[posixpath.normpath(f"{path}/{template.name}")] = Renderable(text, root, base_path)
