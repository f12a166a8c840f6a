"""A comparison as text, as terminals and logs show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.comparison import BY_DRIFT, BY_SERVER
from .text_lines import HUNK, causes_shown, shown_lines
from .wording import left_text, notes_on, one_line, origin_of, place_of, summary, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.comparison import Comparison, ComparisonDisplay, ObjectComparison

_LEGEND = {
    BY_DRIFT: "! drift: the cluster differs from what is recorded, and is brought back",
    BY_SERVER: "* set by the server",
}
_BOLD, _RED, _GREEN, _YELLOW, _CYAN = "1", "31", "32", "33", "36"


def as_text(comparison: Comparison, display: ComparisonDisplay) -> str:
    """The lines of all objects that differ, and what it comes to."""
    lines = [_styled(one_line(comparison.title), _BOLD, display)] if comparison.title else []
    for found in comparison.objects:
        lines += [] if display.brief else [""]
        lines += _object_lines(found, display)
    if lines:
        lines.append("")
    if not display.brief:
        lines += [_LEGEND[cause] for cause in causes_shown(comparison)]
    if comparison.error:
        lines.append(_styled(f"error: {one_line(comparison.error)}", _RED, display))
    return "\n".join([*lines, summary(comparison), ""])


def _object_lines(found: ObjectComparison, display: ComparisonDisplay) -> Iterator[str]:
    origin = origin_of(found)
    yield _styled(f"{verdict(found)} {place_of(found)}{f', {origin}' if origin else ''}", _BOLD, display)
    for note in notes_on(found):
        yield _styled(f"  # {note}", _YELLOW, display)
    if display.brief:
        return
    if found.changes:
        for line in shown_lines(found, display.context):
            style = {"-": _RED, "+": _GREEN, HUNK: _CYAN}.get(line.sign, "")
            yield _styled(str(line), _YELLOW if line.cause == BY_DRIFT else style, display)
    if found.left:
        yield _styled("  # drift that stays:", _YELLOW, display)
        for change in found.left:
            yield _styled(f"  #   {left_text(change)}", _YELLOW, display)


def _styled(text: str, style: str, display: ComparisonDisplay) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style and display.colour else text
