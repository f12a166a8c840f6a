"""The lines of an object that are shown: with signs, reasons, and as much around each as is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.comparison import BY_CHART, BY_DRIFT, BY_SERVER
from ....core.text import printable
from .paths import path_text
from .shapes import shape_of
from .tree_lines import SAME, tree_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.comparison import Comparison, ObjectComparison
    from .paths import Path
    from .tree_lines import Line

MARKS = {BY_CHART: " ", BY_DRIFT: "!", BY_SERVER: "*"}
"""What stands behind the sign of a line for each cause."""

HUNK = "@"
"""The sign of a line that says where the ones below it stand."""


class ShownLine:
    """A line to be shown: its `sign`, the `cause` of a difference (empty for others), and the text behind both."""

    __slots__ = ("cause", "sign", "text")

    def __init__(self, sign: str, cause: str, text: str) -> None:
        self.sign = sign
        self.cause = cause
        self.text = text

    def __str__(self) -> str:
        if self.sign == HUNK:
            return f"@@ {self.text} @@"
        # Space at the end of a line may be all that differs.
        return f"{self.sign}{MARKS.get(self.cause, ' ')}{self.text}" if self.text or self.sign != SAME else ""


def shown_lines(found: ObjectComparison, context: int) -> Iterator[ShownLine]:
    """The lines of an object, `context` equal ones around each difference (all when it is negative)."""
    if found.before is None and found.after is None:
        return
    lines = tree_lines(found.before, found.after, shape_of(found.api_version, found.kind))
    causes = _Causes(found)
    last = -1
    for number in _kept(lines, context):
        line = lines[number]
        if number != last + 1:
            # The first difference below counts: what is around it may begin far above and belong to something else.
            first = next(lines[at] for at in range(number, len(lines)) if lines[at].sign != SAME)
            yield ShownLine(HUNK, "", printable(path_text(first.place)))
        last = number
        yield ShownLine(line.sign, "" if line.sign == SAME else causes.of(line.path), line.text)


def causes_shown(comparison: Comparison) -> list[str]:
    """The causes other than the chart that any line has a mark for."""
    there = {
        change.cause
        for found in comparison.objects
        if found.before is not None and found.after is not None
        for change in found.changes
    }
    return [cause for cause in (BY_DRIFT, BY_SERVER) if cause in there]


class _Causes:
    """Why lines differ, by the paths of the changes."""

    def __init__(self, found: ObjectComparison) -> None:
        # Of a whole object that comes or goes, the words above its lines say why.
        self._causes = {change.path: change.cause for change in found.changes if change.path}
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """The cause of what differs in a line: that of the nearest field around it."""
        known = self._known.get(path)
        if known is None:
            around = (path_text(path[:length]) for length in range(len(path), -1, -1))
            known = next((self._causes[text] for text in around if text in self._causes), BY_CHART)
            self._known[path] = known
        return known


def _kept(lines: list[Line], context: int) -> list[int]:
    """The numbers of the lines that are near enough to a difference."""
    if context < 0:
        return list(range(len(lines)))
    kept: list[int] = []
    for number, line in enumerate(lines):
        if line.sign != SAME:
            start = max(number - context, kept[-1] + 1 if kept else 0)
            kept += range(start, min(number + context + 1, len(lines)))
    return kept
