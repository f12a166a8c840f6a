"""``inspect``: show everything that a chart says about itself. Rules: cmd/helm/inspect.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ._inspected_chart import INSPECT_FLAGS, find_readme, has_values, inspected_chart, metadata_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("inspect", *INSPECT_FLAGS, usage=" [CHART] [flags]", completes="file")
def inspect(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show the metadata of a chart, its default values and its README, with lines of dashes between them.

    CHART is a folder, an archive, the name of a chart in a repository (REPOSITORY/CHART, or CHART with --repo), or a
    URL. The commands below it print one of these alone.
    """
    chart = inspected_chart(kernel, args, options)
    kernel.console.line(metadata_text(chart))
    if has_values(chart):
        kernel.console.line(f"---\n{chart.values_text}")
    kernel.console.line("---")
    readme = find_readme(chart)
    if readme is not None:
        kernel.console.line(readme)
