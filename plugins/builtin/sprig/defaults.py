"""Sprig's functions that choose between values. Empty are nil, false, zero, and texts, lists and maps without content.

Rule: Sprig's defaults.go.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.types import GoFunction, go


def default(fallback: Any, *given: Any) -> Any:
    """The first given value, or `fallback` if it is empty or there is none."""
    return given[0] if given and given[0] else fallback


def empty(value: Any) -> bool:
    """Whether `value` is empty. Structs and pointers to them never are."""
    return not value


def coalesce(*values: Any) -> Any:
    """The first value that is not empty, or nil."""
    return next((value for value in values if value), None)


def ternary(chosen: Any, other: Any, condition: bool) -> Any:
    """`chosen` if the condition is true, else `other`."""
    return chosen if condition else other


FUNCTIONS: dict[str, GoFunction] = {
    "coalesce": go(coalesce, "...any"),
    "default": go(default, "any", "...any"),
    "empty": go(empty, "any"),
    "ternary": go(ternary, "any", "any", "bool"),
}
