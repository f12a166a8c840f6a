"""What reports say of lines and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.coverage import BODY, ELSE_IF, IF
from ....core.text import decoded, printable

if TYPE_CHECKING:
    from ....core.model.coverage import Arm, TemplateCoverage

_MOST_SHOWN = 60
"""Of an action, so many characters are shown."""


def plain_name(name: str) -> str:
    """The name of a template on one line, whatever its chart has put into it."""
    return printable(decoded(name)).replace("\n", "\\n").replace("\t", "\\t")


def percent_text(percent: float) -> str:
    """``87.5%``."""
    return f"{percent:.1f}%"


def missing_ranges(template: TemplateCoverage) -> list[str]:
    """The lines that were never reached: ``4``, ``7-9``. What is between two of them and no line goes with them."""
    ranges: list[str] = []
    start = last = 0
    for line, hits in [*sorted(template.statements.items()), (0, 1)]:
        if hits and start:
            ranges.append(str(start) if start == last else f"{start}-{last}")
            start = 0
        elif not hits:
            start = start or line
            last = line
    return ranges


def why_partial(template: TemplateCoverage, arms: list[Arm]) -> list[str]:
    """For branches that were not taken, a sentence each that says of which action, and what never was."""
    lines = template.source.split("\n")
    return [f"{_action(lines[arm[0] - 1], arm[1] - 1)} {_never(lines, arm)}" for arm in arms]


def _never(lines: list[str], arm: Arm) -> str:
    line, column, name = arm
    if name in (IF, ELSE_IF):
        return "was never true"
    kind = lines[line - 1][column - 1 :].lstrip("{- \t")
    if kind.startswith("range"):
        return "had nothing to go over, every time" if name == BODY else "had something to go over, every time"
    if kind.startswith("with"):
        return "was empty, every time" if name == BODY else "was never empty"
    return "was never false"


def _action(line: str, start: int) -> str:
    """An action as it is written, shortened."""
    end = line.find("}}", start)
    action = line[start : end + 2] if end >= 0 else line[start:]
    if len(action) > _MOST_SHOWN:
        action = action[: _MOST_SHOWN - 2] + " …"
    return printable(decoded(action)).replace("\t", " ")
