"""``--strip-trailing-cr``: texts without the carriage returns that Windows puts at the ends of lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ....core.model.comparison import ObjectStates

_AT_END = re.compile(r"\r+(?=\n|\Z)")


def without_carriage_returns(states: ObjectStates) -> ObjectStates:
    """The same states, with every text without carriage returns at the ends of its lines."""
    return states.replace(
        recorded=_stripped(states.recorded),
        wanted=_stripped(states.wanted),
        live=_stripped(states.live),
        after=_stripped(states.after),
    )


def _stripped(value: Any) -> Any:
    if isinstance(value, str):
        return _AT_END.sub("", value) if "\r" in value else value
    if isinstance(value, dict):
        return {name: _stripped(item) for name, item in value.items()}
    return [_stripped(item) for item in value] if isinstance(value, list) else value
