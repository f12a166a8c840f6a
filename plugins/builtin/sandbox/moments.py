"""Times as the sandbox keeps, writes and shows them: seconds since 1970, RFC 3339 texts, ages."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from ....core.golib.human_duration import human_duration

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def to_text(moment: float) -> str:
    """A time in UTC, to the second."""
    return time.strftime(_FORMAT, time.gmtime(moment))


def from_text(text: object) -> float | None:
    """The time that a text of `to_text` means; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def age(text: object, now: float) -> str:
    """How long ago a time was, as tables show it."""
    moment = from_text(text)
    return "<unknown>" if moment is None else human_duration(int(now - moment))
