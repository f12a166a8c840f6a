"""Rendering a chart without a cluster.

Steps: cmd/helm/template.go, pkg/renderutil/render.go, pkg/manifest/splitter.go.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from ....core.engine_choice import render_chart
from ....core.errors import UsageError
from ....core.golib.utf8 import WHITE_SPACE
from ....core.model.client_requests import LocalRendering, RenderedLocally
from ....core.model.manifest import Manifest
from ....core.model.options import CapabilitiesRequest, LoadOptions
from ....core.model.render import ReleaseContext, RenderedFiles, RenderOptions, RenderValues
from ....core.process_limits import run_limited
from .release_name import check_release_name, name_from_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart


def render_locally(kernel: Kernel, rendering: LocalRendering) -> RenderedLocally:
    """Render a chart, within the limits on time and memory. Raises what reading and rendering it raise."""
    return run_limited(kernel.settings, lambda: _render_locally(kernel, rendering))


def _render_locally(kernel: Kernel, rendering: LocalRendering) -> RenderedLocally:
    namespace = rendering.namespace or kernel.first("helm_default_namespace")
    overrides: dict[str, Any] = kernel.first("helm_read_values", sources=rendering.sources)
    name = name_from_template(kernel, rendering.name_template) if rendering.name_template else rendering.name
    check_release_name(name)
    chart: Chart = rendering.chart or kernel.first(
        "helm_load_chart", path=rendering.chart_path, options=LoadOptions()
    )
    release = ReleaseContext(
        name,
        namespace,
        is_install=not rendering.is_upgrade,
        is_upgrade=rendering.is_upgrade,
        time=time.time_ns(),
    )
    request = CapabilitiesRequest(rendering.kube_version, rendering.api_versions)
    chart = kernel.first("helm_process_requirements", chart=chart, overrides=overrides)
    files = render(kernel, chart, overrides, release, request, RenderOptions(profile=rendering.profile))
    return RenderedLocally(chart, overrides, release, files)


def render(
    kernel: Kernel,
    chart: Chart,
    overrides: dict[str, Any],
    release: ReleaseContext,
    request: CapabilitiesRequest,
    options: RenderOptions,
) -> RenderedFiles:
    """Take a chart with its requirements applied through capabilities, coalescing, its engine and post-rendering."""
    capabilities = kernel.first("helm_resolve_capabilities", request=request)
    values = kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)
    render_values = RenderValues(values, release, capabilities)
    files = render_chart(kernel, chart, render_values, options).files
    rendered: RenderedFiles = kernel.pipe("helm_post_render", "files", files, chart=chart)
    return rendered


def manifests(kernel: Kernel, files: RenderedFiles, wanted: Sequence[str], chart_path: str) -> list[Manifest]:
    """Rendered files in the order of installation; of those only `wanted` ones, if any. Raises UsageError."""
    chosen = select(split(files), wanted, chart_path)
    ordered: list[Manifest] = kernel.first("helm_sort_manifests", manifests=chosen, order="install")
    return ordered


def split(files: RenderedFiles) -> list[Manifest]:
    """One manifest per rendered file; its kind is the first that a line of the file names."""
    return [Manifest(source, content, first_kind(content)) for source, content in files.items()]


def first_kind(text: str) -> str:
    """What follows the first ``kind:`` of a text up to the end of the line; ``Unknown`` when there is none.

    The text is searched as it is: a `kind:` of a nested object, in a comment or in a string counts too.
    """
    found = text.find("kind:")
    end = text.find("\n", found) if found >= 0 else -1
    return text[found + 5 : end].strip(WHITE_SPACE) if end >= 0 else "Unknown"


def select(manifests: list[Manifest], wanted: Sequence[str], chart_path: str) -> list[Manifest]:
    """The manifests whose files `wanted` names, in that order; all of them when nothing is wanted.

    Raises UsageError for a path that no rendered file has.
    """
    if not wanted:
        return manifests
    by_path = {
        os.path.normpath(os.path.join(chart_path, manifest.source.partition("/")[2])): manifest
        for manifest in manifests
    }
    chosen = []
    for name in wanted:
        path = name if os.path.isabs(name) else os.path.abspath(os.path.join(chart_path, name))
        if path not in by_path:
            raise UsageError(
                f"could not find template {path} in chart",
                hint="--execute takes the path of a template from the chart's folder, such as templates/NOTES.txt",
            )
        chosen.append(by_path[path])
    return chosen
