"""Coverage as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .coverage_words import missing_ranges, percent_text, plain_name

if TYPE_CHECKING:
    from ....core.model.coverage import Coverage, CoverageFigures, TemplateCoverage

_HEADINGS = ("Template", "Lines", "Missed", "Branches", "Missed", "Partial", "Cover", "Missing lines")


def coverage_table(coverage: Coverage) -> str:
    """One row for every file, then the total, then what was not measured."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    rows += [_row(_name(file), file.figures, ", ".join(missing_ranges(file))) for file in coverage.files()]
    rows.append(_row("TOTAL", coverage.figures, ""))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "-" * (sum(widths[:-1]) + 2 * (len(widths) - 1) + len(_HEADINGS[-1]))
    lines = [_line(row, widths) for row in rows]
    lines[1:1] = [rule]
    lines[-1:-1] = [rule]
    for name, engine in sorted(coverage.unmeasured.items()):
        lines.append(f"not measured: {plain_name(name)} (engine {plain_name(engine)})")
    return "\n".join(lines) + "\n"


def _name(file: TemplateCoverage) -> str:
    copies = f" (and {len(file.copies)} more)" if file.copies else ""
    return plain_name(file.name) + copies


def _row(name: str, figures: CoverageFigures, missing: str) -> tuple[str, ...]:
    numbers = (figures.lines, figures.missed, figures.branches, figures.missed_branches, figures.partial)
    return (name, *map(str, numbers), percent_text(figures.percent), missing)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    numbers = [text.rjust(width) for text, width in zip(row[1:-1], widths[1:-1], strict=True)]
    return "  ".join((row[0].ljust(widths[0]), *numbers, row[-1])).rstrip()
