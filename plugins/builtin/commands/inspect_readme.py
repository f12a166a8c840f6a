"""``inspect readme``: the README of a chart. Rules: cmd/helm/inspect.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ._inspected_chart import README_FLAGS, find_readme, inspected_chart

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("readme", *README_FLAGS, usage=" [CHART] [flags]", completes="file")
def inspect_readme(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Print the README of a chart, if it has one."""
    readme = find_readme(inspected_chart(kernel, args, options))
    if readme is not None:
        kernel.console.line(readme)
