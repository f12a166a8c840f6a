"""``template``: render a chart on this machine and print what would be sent to a cluster.

Steps and messages: cmd/helm/template.go, pkg/renderutil/render.go, pkg/manifest/splitter.go.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, STRING_ARRAY, Flag, command
from ....core.engine_choice import render_chart
from ....core.errors import PilothouseError, UsageError
from ....core.golib.utf8 import WHITE_SPACE
from ....core.kernel import Kernel
from ....core.model.manifest import Manifest
from ....core.model.options import CapabilitiesRequest, ChartLocation, LoadOptions, ValueSources
from ....core.model.render import ReleaseContext, RenderedFiles, RenderOptions, RenderValues
from ....core.process_limits import limited
from ._output_files import write_file
from ._release_name import check_release_name, name_from_template
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.model.chart import Chart


@command(
    "template",
    Flag("--notes", kind=BOOL, help="show the rendered NOTES.txt too"),
    Flag("--name", "-n", default="release-name", shown_default="release-name", help="name of the release"),
    Flag("--is-upgrade", kind=BOOL, help="set .Release.IsUpgrade instead of .Release.IsInstall"),
    Flag("--execute", "-x", kind=STRING_ARRAY, completes="file", help="print only these templates"),
    *VALUES_FLAGS,
    Flag("--namespace", help="namespace of the release; default that of the context"),
    Flag("--name-template", help="template that makes the name of the release"),
    Flag("--kube-version", default="1.14", shown_default="1.14", help="version of Kubernetes that templates see"),
    Flag("--api-versions", "-a", kind=STRING_ARRAY, help="API versions that templates see"),
    Flag("--output-dir", completes="dir", help="write files into this folder instead of printing"),
    Flag("--profile", kind=BOOL, help="print the time spent in each template on standard error"),
    Flag("--explain-value", help="print which file, flag or default set a value"),
    usage=" [flags] CHART",
    completes="file",
)
def template(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Render a chart on this machine, without a cluster.

    What a cluster would tell (versions, API versions) is taken from the flags. Notes and chart hooks are not told
    apart; --execute prints single templates, given by their path in the chart.
    """
    if not args:
        raise UsageError("chart is required")
    path: str = kernel.first("helm_locate_chart", location=ChartLocation(args[0], local_only=True))
    output_directory = options["output_dir"]
    if output_directory and not os.path.lexists(output_directory):
        raise UsageError(f"output-dir '{output_directory}' does not exist")
    profile: dict[str, float] | None = {} if options["profile"] else None
    with limited(kernel.settings):
        manifests = _manifests(kernel, path, options, profile)
    _print(kernel, manifests, output_directory, notes=options["notes"])
    if profile is not None and not options["explain_value"]:
        _print_profile(kernel, profile)


def _manifests(
    kernel: Kernel, path: str, options: dict[str, Any], profile: dict[str, float] | None
) -> list[Manifest]:
    """The manifests that the flags ask for, in the order in which they are printed; none where a value is explained."""
    namespace = options["namespace"] or kernel.first("helm_default_namespace")
    sources = value_sources(options)
    overrides: dict[str, Any] = kernel.first("helm_read_values", sources=sources)
    name = name_from_template(kernel, options["name_template"]) if options["name_template"] else options["name"]
    check_release_name(name)
    chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    if options["explain_value"]:
        _explain_value(kernel, chart, sources, options["explain_value"])
        return []
    release = ReleaseContext(
        name, namespace, is_install=not options["is_upgrade"], is_upgrade=options["is_upgrade"], time=time.time_ns()
    )
    request = CapabilitiesRequest(options["kube_version"], tuple(options["api_versions"]))
    chart = kernel.first("helm_process_requirements", chart=chart, overrides=overrides)
    files = render(kernel, chart, overrides, release, request, RenderOptions(profile=profile))
    if kernel.settings.enabled("debug"):
        _print_release(kernel, chart, overrides, release.time)
    manifests = select(split(files), options["execute"], path)
    ordered: list[Manifest] = kernel.first("helm_sort_manifests", manifests=manifests, order="install")
    return ordered


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


def _print_release(kernel: Kernel, chart: Chart, overrides: dict[str, Any], moment: int) -> None:
    """Print the release that an install would make of the chart, without its manifest."""
    from ....core.golib import yaml
    from ._release_dump import release_dump

    kernel.console.write(
        release_dump(
            revision=1,
            released=moment,
            chart=f"{chart.name}-{chart.metadata.version}",
            given_values=yaml.dump(overrides),
            computed_values=yaml.dump(kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)),
        )
    )


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


def select(manifests: list[Manifest], wanted: tuple[str, ...], chart_path: str) -> list[Manifest]:
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


def _print(kernel: Kernel, manifests: list[Manifest], directory: str, *, notes: bool) -> None:
    """Print manifests, or write them below a directory; partials, and notes unless wanted, are left out."""
    parts = []
    for manifest in manifests:
        base = manifest.source.rpartition("/")[2]
        if base.startswith("_") or (base == "NOTES.txt" and not notes):
            continue
        header = f"---\n# Source: {manifest.source}\n"
        if directory:
            if manifest.content.strip(" \t\n\r\f"):
                write_file(directory, manifest.source, header + manifest.content)
                kernel.console.line(f"wrote {directory}/{manifest.source}")
        else:
            parts.append(header + manifest.content + "\n")
    kernel.console.write("".join(parts))


def _explain_value(kernel: Kernel, chart: Chart, sources: ValueSources, path: str) -> None:
    lines: list[str] = kernel.first("helm_explain_value", chart=chart, sources=sources, path=path)
    for line in lines:
        kernel.console.line(line)


def _print_profile(kernel: Kernel, profile: dict[str, float]) -> None:
    """Print the time per template, the slowest first."""
    total = sum(profile.values())
    if not profile:
        raise PilothouseError("the chart's template engine measures no times")
    kernel.console.notice(f"{'MS':>9}  {'%':>5}  TEMPLATE")
    for name, seconds in sorted(profile.items(), key=lambda item: (-item[1], item[0])):
        share = 100 * seconds / total if total else 0.0
        kernel.console.notice(f"{seconds * 1000:9.3f}  {share:5.1f}  {name}")
    kernel.console.notice(f"{total * 1000:9.3f}  100.0  total")
