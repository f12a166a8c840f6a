"""Reports of which parts of templates were reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.model.coverage import Coverage


def report_coverage(coverage: Coverage, format: str) -> str | None:
    """The text of a report: a ``table`` for a terminal, ``json`` for programs, an ``html`` page; None for others."""
    if format == "table":
        from .coverage_table import coverage_table

        return coverage_table(coverage)
    if format == "json":
        from .coverage_json import coverage_json

        return coverage_json(coverage)
    if format == "html":
        from .coverage_html import coverage_html

        return coverage_html(coverage)
    return None
