"""What was computed instead of asked for, written as the server would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .alignment import MISSING, label_of
from .normal_values import is_empty, same_value
from .shapes import list_key

if TYPE_CHECKING:
    from .shapes import Shape


def as_written(after: Any, live: Any, shape: Shape) -> Any:
    """A computed value in which all that the live one says in other words is said in its words.

    A server leaves empty values out and writes quantities in its own way; who computes does neither.
    """
    if after.__class__ is dict and live.__class__ is dict:
        return {
            name: as_written(value, live.get(name, MISSING), shape.field(name))
            for name, value in after.items()
            if name in live or not is_empty(value)
        }
    if after.__class__ is list and live.__class__ is list:
        key = list_key((after, live), shape)
        if not key and len(after) != len(live):
            return after
        there = {label_of(live, number, key): item for number, item in enumerate(live)}
        return [
            as_written(item, there.get(label_of(after, number, key), MISSING), shape.item)
            for number, item in enumerate(after)
        ]
    return live if live is not MISSING and same_value(after, live, shape) else after
