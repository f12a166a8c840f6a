"""Printing comparisons: the formats that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.model.comparison import Comparison, ComparisonDisplay


def show(comparison: Comparison, display: ComparisonDisplay) -> str | None:
    """The comparison in a format; None for one that is not known here."""
    if display.format == "text":
        from .text import as_text

        return as_text(comparison, display)
    if display.format == "json":
        from .document import as_json

        return as_json(comparison, display)
    if display.format == "markdown":
        from .markdown import as_markdown

        return as_markdown(comparison, display)
    return None
