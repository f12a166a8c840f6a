"""``inspect values``: the default values of a chart. Rules: cmd/helm/inspect.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ._inspected_chart import INSPECT_FLAGS, has_values, inspected_chart

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("values", *INSPECT_FLAGS, usage=" [CHART] [flags]", completes="file")
def inspect_values(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Print the default values of a chart: its values.yaml as it is, comments included."""
    chart = inspected_chart(kernel, args, options)
    if has_values(chart):
        kernel.console.line(chart.values_text)
