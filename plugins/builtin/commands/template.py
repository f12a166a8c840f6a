"""``template``: render a chart on this machine and print what would be sent to a cluster.

Messages: cmd/helm/template.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, STRING_ARRAY, Flag, command
from ....core.errors import PilothouseError, UsageError
from ....core.model.client_requests import LocalRendering
from ....core.model.options import ChartLocation
from ._client import open_client
from ._output_files import write_file
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.client_protocol import Client
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.manifest import Manifest
    from ....core.model.options import ValueSources


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
    client, sources = open_client(kernel), value_sources(options)
    if options["explain_value"]:
        _explain_value(kernel, client.load_chart(path), sources, options["explain_value"])
        return
    _print(
        kernel,
        _rendered(kernel, client, path, sources, options, profile),
        output_directory,
        notes=options["notes"],
    )
    if profile is not None:
        _print_profile(kernel, profile)


def _rendered(
    kernel: Kernel,
    client: Client,
    path: str,
    sources: ValueSources,
    options: dict[str, Any],
    profile: dict[str, float] | None,
) -> Sequence[Manifest]:
    """The manifests that the flags ask for, in the order in which they are printed."""
    rendered = client.render(
        LocalRendering(
            path,
            sources,
            name=options["name"],
            name_template=options["name_template"],
            namespace=options["namespace"],
            is_upgrade=options["is_upgrade"],
            kube_version=options["kube_version"],
            api_versions=tuple(options["api_versions"]),
            profile=profile,
        )
    )
    if kernel.settings.enabled("debug"):
        _print_release(kernel, rendered.chart, rendered.overrides, rendered.release.time)
    return client.manifests(rendered.files, wanted=options["execute"], chart_path=path)


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


def _print(kernel: Kernel, manifests: Sequence[Manifest], directory: str, *, notes: bool) -> None:
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
