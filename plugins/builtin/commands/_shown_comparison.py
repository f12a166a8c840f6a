"""How comparisons are printed, whatever command has made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import UsageError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.comparison import Comparison, ComparisonDisplay


def comparison_text(kernel: Kernel, comparison: Comparison, display: ComparisonDisplay) -> str:
    """A comparison as whole lines. Raises UsageError for a format that nobody has."""
    text: str | None = kernel.first_or_none("helm_show_comparison", comparison=comparison, display=display)
    if text is None:
        raise UsageError(
            f"unknown output format {quote(display.format)}", hint="formats are text, json and markdown"
        )
    return text if text.endswith("\n") or not text else f"{text}\n"


def print_comparison(kernel: Kernel, comparison: Comparison, display: ComparisonDisplay) -> None:
    """Print a comparison. Raises UsageError for a format that nobody has."""
    kernel.console.write_styled(comparison_text(kernel, comparison, display))


def in_colours(kernel: Kernel) -> bool:
    """Whether to print in colours where no flag says so. Rule: https://no-color.org."""
    environment = kernel.settings.environment
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb" and kernel.console.prints_on_terminal
