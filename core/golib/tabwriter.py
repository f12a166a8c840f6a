"""Columns aligned with blanks, as Go's text/tabwriter writes them.

Not here: the writer's flags for HTML, escapes, right alignment and vertical bars.
"""

from __future__ import annotations


def align(text: str, minwidth: int, tabwidth: int, padding: int, *, tab_indent: bool = False) -> str:
    """`text` with its tabs replaced by blanks that make columns.

    A cell is what a tab ends; cells in the same place of adjacent lines make a column, which is as wide as its widest
    cell with `padding` blanks, at least `minwidth`. What follows the last tab of a line belongs to no column. With
    `tab_indent`, empty cells at the beginning of a line are filled with tabs of `tabwidth`, not at all where that is 0.
    A form feed ends a line and all columns; a tab at the very end of the text ends nothing. Rule: text/tabwriter
    """
    blocks = (text[:-1] if text.endswith(("\t", "\v")) else text).split("\f")
    return "\n".join([_align_block(block, minwidth, tabwidth, padding, tab_indent) for block in blocks])


def _align_block(text: str, minwidth: int, tabwidth: int, padding: int, tab_indent: bool) -> str:
    lines = [line.replace("\v", "\t").split("\t") for line in text.split("\n")]
    widths: list[list[int]] = [[] for _ in lines]
    for column in range(max(len(cells) for cells in lines) - 1):
        _set_widths(lines, widths, column, minwidth, padding)
    return "\n".join(
        [_line(cells, width, tabwidth, tab_indent) for cells, width in zip(lines, widths, strict=True)]
    )


def _set_widths(lines: list[list[str]], widths: list[list[int]], column: int, minwidth: int, padding: int) -> None:
    """Append to `widths` of each line that has a cell in `column` how wide that column is around it."""
    start = 0
    while start < len(lines):
        end = start
        width = minwidth
        while end < len(lines) and column < len(lines[end]) - 1:
            width = max(width, len(lines[end][column]) + padding)
            end += 1
        for line in range(start, end):
            widths[line].append(width)
        start = end + 1


def _line(cells: list[str], widths: list[int], tabwidth: int, indenting: bool) -> str:
    """A line of cells, each but the last filled up; with `indenting`, empty ones at its beginning are tabs."""
    parts: list[str] = []
    for cell, width in zip(cells, widths, strict=False):
        indenting = indenting and not cell
        tabs = -(-width // tabwidth) if tabwidth else 0
        parts.append("\t" * tabs if indenting else cell.ljust(width))
    return "".join(parts) + cells[-1]
