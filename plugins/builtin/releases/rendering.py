"""From a chart and values to chart hooks, manifest and notes.

Rules: pkg/tiller/release_server.go (capabilities, renderResources), pkg/version/compatible.go. The cluster is asked for
its API versions only when a template looks at them. All of this is computing and reading, so it goes on under the
limits of `core.process_limits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.engine_choice import render_chart
from ....core.errors import ChartError, ManifestError, ValuesError
from ....core.golib.utf8 import WHITE_SPACE
from ....core.golib.yaml import YamlError, load_map
from ....core.model.capabilities import Capabilities
from ....core.model.engine_use import engines_text
from ....core.model.render import RenderOptions, RenderValues
from ....core.process_limits import run_limited
from .version import tiller_version

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.manifest import ChartHook, ClassifiedManifests
    from ....core.model.render import ReleaseContext, RenderedFiles
    from .context import ServiceContext

NOTES = "NOTES.txt"


class Rendered:
    """What a chart renders to: chart hooks, the text of all generic manifests, the notes; and what has rendered it.

    `engines` is the text that a release records of them (see `core.model.engine_use`), empty for Helm's own alone.
    """

    __slots__ = ("engines", "hooks", "manifest", "notes")

    def __init__(self, hooks: list[ChartHook], manifest: str, notes: str, engines: str) -> None:
        self.hooks = hooks
        self.manifest = manifest
        self.notes = notes
        self.engines = engines


class UnreadableManifestError(ManifestError):
    """A rendered file is no YAML. `manifest` is the text of all files, for whoever looks for the reason."""

    manifest = ""


def render(
    context: ServiceContext, chart: Chart, values_text: str, release: ReleaseContext, *, sub_notes: bool
) -> Rendered:
    """Render a chart whose requirements are processed.

    Raises KubeError, ValuesError, ChartError for a version or an engine that does not fit, TemplateError,
    UnreadableManifestError, ProcessLimitError.
    """
    capabilities = cluster_capabilities(context)
    return run_limited(
        context.kernel.settings,
        lambda: _render(context, chart, values_text, RenderValues({}, release, capabilities), sub_notes=sub_notes),
    )


def _render(
    context: ServiceContext, chart: Chart, values_text: str, render_values: RenderValues, *, sub_notes: bool
) -> Rendered:
    kernel = context.kernel
    render_values.values = kernel.first("helm_coalesce_values", chart=chart, overrides=read_values(values_text))
    check_versions(chart, render_values.capabilities)
    rendered = render_chart(kernel, chart, render_values, RenderOptions())
    files = kernel.pipe("helm_post_render", "files", rendered.files, chart=chart)
    notes = take_notes(files, chart.name, sub_notes=sub_notes)
    classified = _classify(context, files)
    return Rendered(classified.hooks, manifest_text(classified), notes, engines_text(rendered.engines))


def cluster_capabilities(context: ServiceContext) -> Capabilities:
    """What templates may know of the cluster. Raises KubeError."""
    kube = context.kube
    return Capabilities(kube.api_versions, kube.server_version(), tiller_version())


def read_values(text: str) -> dict[str, Any]:
    """The table in a text of values. Raises ValuesError."""
    try:
        return load_map(text, "chartutil.Values")
    except YamlError as error:
        raise ValuesError(str(error)) from None


def check_versions(chart: Chart, capabilities: Capabilities) -> None:
    """Raise ChartError when a chart wants another Tiller or another Kubernetes."""
    metadata = chart.metadata
    tiller = capabilities.tiller_version.sem_ver
    if metadata.tiller_version and not _is_compatible(metadata.tiller_version, tiller):
        raise ChartError(f"Chart incompatible with Tiller {tiller}")
    if metadata.kube_version:
        kubernetes = capabilities.kube_version.git_version.partition("+")[0]
        if not _is_compatible(metadata.kube_version, kubernetes):
            raise ChartError(
                f"Chart requires kubernetesVersion: {metadata.kube_version} which is incompatible with "
                f"Kubernetes {kubernetes}"
            )


def _is_compatible(constraint: str, version: str) -> bool:
    """Whether a version fits a constraint; not where either cannot be read."""
    from ....core.golib import semver

    try:
        return semver.Constraints(constraint).check(semver.parse(version))
    except semver.SemverError:
        return False


def take_notes(files: RenderedFiles, chart_name: str, *, sub_notes: bool) -> str:
    """Remove all notes from `files` and return those of the chart, with `sub_notes` followed by those of subcharts.

    Subcharts come in the order of their names (in Helm's any order).
    """
    own = f"{chart_name}/templates/{NOTES}"
    found = {name: files.pop(name) for name in sorted(files) if name.endswith(NOTES)}
    notes = found.pop(own, "")
    if sub_notes:
        for text in found.values():
            notes = f"{notes}\n{text}" if notes else text
    return notes


def _classify(context: ServiceContext, files: RenderedFiles) -> ClassifiedManifests:
    try:
        classified: ClassifiedManifests = context.kernel.first("helm_classify_manifests", files=files, order="install")
    except ManifestError as error:
        unreadable = UnreadableManifestError(error.message, details=error.details, hint=error.hint)
        unreadable.manifest = "".join(
            f"\n---\n# Source: {name}\n{text}" for name, text in sorted(files.items()) if text.strip(WHITE_SPACE)
        )
        raise unreadable from error
    return classified


def manifest_text(classified: ClassifiedManifests) -> str:
    """The text of all generic manifests, as releases keep it."""
    return "".join(f"\n---\n# Source: {manifest.source}\n{manifest.content}" for manifest in classified.manifests)
