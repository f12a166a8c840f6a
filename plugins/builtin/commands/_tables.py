"""Tables of text: columns padded with blanks, cells joined by tabs.

Rules: gosuri/uitable, which counts columns of a terminal (wide characters as two, controls as none).
"""

from __future__ import annotations

from collections.abc import Sequence

_ELLIPSIS = "..."


def text_table(rows: Sequence[Sequence[str]], max_width: int = 0) -> str:
    """The rows as lines without a final line end, each cell as wide as the widest of its column.

    No column is wider than `max_width` (0: any); longer cells are cut and end with three dots. A cell with several
    lines makes a row of several lines.
    """
    everything = "".join(["".join(row) for row in rows])
    is_plain = everything.isascii() and everything.isprintable()
    width_of = len if is_plain else _lines_width
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    if max_width:
        widths = [min(width, max_width) for width in widths]
    line = _plain_row if is_plain else _row
    return "\n".join([line(row, widths) for row in rows])


def pad(text: str, width: int) -> str:
    """`text` with blanks behind it up to a width."""
    return text + " " * (width - text_width(text))


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    import unicodedata

    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Cn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _lines_width(cell: str) -> int:
    return max(map(text_width, cell.split("\n")))


def _plain_row(row: Sequence[str], widths: list[int]) -> str:
    """A row of cells in which every character takes one column: what `_row` makes of it, many times faster."""
    return "\t".join(
        [
            cell.ljust(width) if len(cell) <= width else cell[: max(width - len(_ELLIPSIS), 1)] + _ELLIPSIS
            for cell, width in zip(row, widths, strict=True)
        ]
    )


def _row(row: Sequence[str], widths: list[int]) -> str:
    columns = [_resize(cell, width).split("\n") for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, columns))
    lines = []
    for number in range(height):
        cells = [
            _resize(column[number], width) if number < len(column) else " ".rjust(width)
            for column, width in zip(columns, widths, strict=True)
        ]
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _resize(text: str, width: int) -> str:
    """A cell padded or cut to a width; a width of 0 leaves it as it is."""
    taken = text_width(text)
    if not width or taken <= width:
        return pad(text, width)
    kept, used = 0, 0
    for character in text:
        kept += 1
        used += _character_width(character) if not character.isascii() or not character.isprintable() else 1
        if used >= width - len(_ELLIPSIS):
            break
    return text[:kept] + _ELLIPSIS
