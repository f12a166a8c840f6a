"""YAML with its keys and comments marked, so that the eye finds them. The text itself stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.text import decoded, printable

if TYPE_CHECKING:
    from markupsafe import Markup

_KEY = re.compile(
    r"""(\s*(?:-\ +)*)                                                   # indentation, items of lists
    ("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:\-&*!|>'"%@`{\[][^:\#]*|-[^\s:\#][^:\#]*)  # the key
    (:)(?=\s|$)(.*)""",
    re.VERBOSE,
)
_BLOCK = re.compile(r".*[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?")
_MOST = 200_000
"""Characters up to which a text is marked."""


def yaml_markup(text: str) -> Markup:
    """The text as markup, with ``<b>`` around keys and ``<i>`` around comments."""
    from markupsafe import Markup, escape

    shown = printable(decoded(text.replace("\r\n", "\n")))
    if len(shown) > _MOST:
        return escape(shown)
    lines: list[str] = []
    block = -1
    for line in shown.split("\n"):
        indent = len(line) - len(line.lstrip())
        if block >= 0 and (indent > block or not line.strip()):
            lines.append(str(escape(line)))
            continue
        block = -1
        found = _KEY.fullmatch(line)
        if line.lstrip().startswith("#"):
            lines.append(f"<i>{escape(line)}</i>")
        elif found is None:
            lines.append(str(escape(line)))
        else:
            lead, key, colon, rest = found.groups()
            lines.append(f"{escape(lead)}<b>{escape(key)}</b>{colon}{escape(rest)}")
            if _BLOCK.fullmatch(rest):
                block = len(lead)
    return Markup("\n".join(lines))  # noqa: S704 - every part of it was escaped
