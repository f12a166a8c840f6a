"""``inspect chart``: the metadata of a chart. Rules: cmd/helm/inspect.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ._inspected_chart import INSPECT_FLAGS, inspected_chart, metadata_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("chart", *INSPECT_FLAGS, usage=" [CHART] [flags]", completes="file")
def inspect_chart(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Print the metadata of a chart: what its Chart.yaml says, in Helm's order and spelling."""
    kernel.console.line(metadata_text(inspected_chart(kernel, args, options)))
