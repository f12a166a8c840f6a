"""How a failed assertion is worded: what was expected, what there is, and the difference between texts."""

from __future__ import annotations

from typing import Any

from ....core.golib import yaml
from ....core.golib.floats import format_g

_MOST_LINES = 200
"""A longer text is cut: whoever reads it looks for the difference."""

_WIDEST = 2000
_MOST_COMPARED = 2000
"""Texts of more lines are shown without their difference, which would take too long to find."""

Lines = list[str]


def shown(value: Any) -> str:
    """A value as YAML."""
    if isinstance(value, float):
        # A float that is whole is not what an integer is.
        return format_g(value) if value != int(value) or abs(value) >= 1e21 else f"{format_g(value)} (a float)"
    try:
        return yaml.dump(value).rstrip("\n")
    except yaml.YamlError as error:
        return f"({error})"


def indented(text: str) -> Lines:
    """The lines of a text, one step to the right; of a long one the beginning."""
    lines = text.split("\n")
    cut = [f"\t{line[:_WIDEST]}" for line in lines[:_MOST_LINES]]
    return [*cut, f"\t… {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else cut


def place(document: int, value: int = -1) -> Lines:
    """The lines that say of which document, and of which of several values, the following ones speak."""
    lines = [f"DocumentIndex:\t{document}"] if document >= 0 else []
    return [*lines, f"ValuesIndex:\t{value}"] if value >= 0 else lines


def problem(text: str) -> Lines:
    """The lines for something that is wrong with an assertion itself, or with what it looks at."""
    return ["Error:", *indented(text)]


def expectation(
    what: str, expected: str, *, path: str | None = None, negative: bool = False, actual: str | None = None
) -> Lines:
    """The lines ``Path``, ``Expected [NOT] WHAT`` and ``Actual``."""
    lines = [] if path is None else [f"Path:\t{path}"]
    lines += [f"Expected {'NOT ' if negative else ''}{what}:", *indented(expected)]
    return lines if actual is None else [*lines, "Actual:", *indented(actual)]


def difference(expected: str, actual: str) -> Lines:
    """The lines of a unified diff below the word ``Diff``."""
    import difflib

    one, other = expected.split("\n"), actual.split("\n")
    if max(len(one), len(other)) > _MOST_COMPARED:
        at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        one, other = one[at : at + 20], other[at : at + 20]
    changes = difflib.unified_diff(one, other, "Expected", "Actual", lineterm="", n=1)
    return ["Diff:", *indented("\n".join(changes))]
