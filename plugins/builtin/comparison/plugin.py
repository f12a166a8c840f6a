"""The extension points that `comparison` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.comparison import Comparison, ComparisonDisplay, ComparisonOptions, ObjectStates
    from ....core.protocols import KernelView


@hookimpl(trylast=True)
def helm_compare_objects(objects: list[ObjectStates], options: ComparisonOptions, kernel: KernelView) -> Comparison:
    """Compare objects field by field. Raises UsageError for a rule that cannot be read."""
    from .compare import compare

    return compare(objects, options)


@hookimpl(trylast=True)
def helm_show_comparison(comparison: Comparison, display: ComparisonDisplay, kernel: KernelView) -> str | None:
    """Print as text, JSON or Markdown; None for other formats."""
    from .show import show

    text = show(comparison, display)
    return None if text is None else kernel.concealed(text)
