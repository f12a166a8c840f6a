"""Paths of fields, such as ``spec.template.spec.containers[app].image``.

A path is a tuple of steps: ``.NAME`` into a field, ``[LABEL`` into an item of a list, which is called by its merge key
or by its number. As text, a name or label that has more in it than letters, digits and ``_-/`` is in quotes and
brackets: ``metadata.annotations["example.com/owner"]``.
"""

from __future__ import annotations

import json
import re

Path = tuple[str, ...]

ANY = "*"
FIELD, ITEM, EITHER = ".", "[", "?"

_PLAIN = re.compile(r"[A-Za-z0-9_/$:-]+")
_TOKEN = re.compile(
    r"""\["(?P<quoted>(?:[^"\\]|\\.)*)"\]      # a name or a label in quotes
      | \[(?P<item>[^\]"]*)\]                  # a label
      | \.?(?P<field>[^.\[\]"]+)               # a name
    """,
    re.VERBOSE,
)


def path_text(path: Path) -> str:
    """A path as people write it; empty for the object itself."""
    parts = []
    for step in path:
        name = step[1:]
        if not _PLAIN.fullmatch(name):
            parts.append(f"[{json.dumps(name, ensure_ascii=False)}]")
        elif step[0] == ITEM:
            parts.append(f"[{name}]")
        else:
            parts.append(f".{name}" if parts else name)
    return "".join(parts)


def read_path(text: str) -> Path:
    """The steps of a path, those in quotes as ``?NAME``, which stands for a field or an item.

    Raises ValueError for what is no path.
    """
    steps, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(text)
        if found["quoted"] is not None:
            steps.append(EITHER + json.loads(f'"{found["quoted"]}"'))
        elif found["item"] is not None:
            steps.append(ITEM + found["item"])
        else:
            steps.append(FIELD + found["field"])
        at = found.end()
        if at == len(text) - 1 and text[at] == ".":
            raise ValueError(text)
    if not steps:
        raise ValueError(text)
    return tuple(steps)


def step_fits(step: str, pattern: str) -> bool:
    """Whether a step of a path is what one of a pattern means."""
    if pattern[0] == EITHER:
        return step[1:] == pattern[1:]
    return step[0] == pattern[0] and pattern[1:] in (step[1:], ANY)
