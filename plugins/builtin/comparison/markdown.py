"""A comparison as Markdown, for comments on pull requests.

Each object is a section that opens; its lines are a block of code of the kind ``diff``, fenced by more backticks than
stand anywhere in it. Names stand in ``<code>``, where nothing of theirs is taken for markup or for a person's name.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from .text_lines import causes_shown, shown_lines
from .wording import left_text, notes_on, one_line, origin_of, place_of, summary, verdict

if TYPE_CHECKING:
    from ....core.model.comparison import Comparison, ComparisonDisplay, ObjectComparison

LIMIT = 60_000
"""Characters of the whole text: comments on GitHub have 65,536 at most."""

_RESERVED = 1_000
"""Characters for what is said below the objects."""

_LONGEST_TEXT = 2_000
"""Characters of a title, an error or a note."""

_LEGEND = {
    "drift": "`!` drift: the cluster differs from what is recorded, and is brought back",
    "server": "`*` set by the server",
}
_BACKTICKS = re.compile("`+")


def as_markdown(comparison: Comparison, display: ComparisonDisplay) -> str:
    """The objects that differ, as many as there is room for, and what it comes to."""
    parts = [f"### {_code(comparison.title)}\n\n"] if comparison.title else []
    parts.append(f"{summary(comparison)}\n\n")
    if comparison.error:
        parts.append(f"**error:** {_code(comparison.error)}\n\n")
    room = LIMIT - _RESERVED - sum(map(len, parts))
    shown = 0
    for found in comparison.objects:
        section = _section(found, display, room)
        if len(section) > room:
            break
        parts.append(section)
        room -= len(section)
        shown += 1
    hidden = len(comparison.objects) - shown
    if hidden:
        parts.append(f"**{hidden} more object{'s' * (hidden != 1)} not shown:** this text would be too long.\n\n")
    if not display.brief:
        parts += [f"{_LEGEND[cause]}<br>\n" for cause in causes_shown(comparison)]
    return "".join(parts).rstrip() + "\n"


def _section(found: ObjectComparison, display: ComparisonDisplay, room: int) -> str:
    """An object; lines that there is no room for are left out, which is said."""
    head = f"{verdict(found)} {_code(place_of(found))}"
    origin = origin_of(found)
    if origin:
        head += f", {_code(origin)}"
    notes = [_code(note) for note in notes_on(found)]
    if display.brief:
        return "".join([f"- {head}\n", *(f"  - {note}\n" for note in notes)])
    lines = [str(line) for line in shown_lines(found, display.context)] if found.changes else []
    if found.left:
        lines += ["# drift that stays:", *(f"#   {left_text(change)}" for change in found.left)]
    start = f"<details><summary>{head}</summary>\n\n" + "".join(f"- {note}\n" for note in notes) + "\n" * bool(notes)
    end = "</details>\n\n"
    return start + _fenced(lines, room - len(start) - len(end) - _RESERVED // 2) + end


def _fenced(lines: list[str], room: int) -> str:
    """Lines as a block of code; what is too much is left out, which is said below."""
    if not lines:
        return ""
    kept: list[str] = []
    taken = 0
    for line in lines:
        taken += len(line) + 1
        if taken > room:
            break
        kept.append(line)
    fence = "`" * max(3, 1 + max((len(run) for line in kept for run in _BACKTICKS.findall(line)), default=0))
    left = len(lines) - len(kept)
    note = f"\n**{left} more line{'s' * (left != 1)} not shown:** this text would be too long.\n\n" if left else "\n"
    return "\n".join([f"{fence}diff", *kept, fence, ""]) + note


def _code(text: str) -> str:
    """A foreign text in which nothing is markup."""
    text = one_line(text)
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]}…"
    # Within HTML in Markdown, backslashes and brackets may be Markdown's again: as entities they are letters.
    return f"<code>{re.sub(r'[^A-Za-z0-9 .,/()-]', _entity, text)}</code>"


def _entity(found: re.Match[str]) -> str:
    character = found[0]
    return escape(character) if character in "&<>\"'" else character if character > "\x7f" else f"&#{ord(character)};"
