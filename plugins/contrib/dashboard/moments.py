"""Times as people read them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

_SECOND = 1_000_000_000
_UNITS = ((86400 * 365, "year"), (86400 * 30, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))


def moment(nanoseconds: int | None) -> dict[str, str] | None:
    """A time as data: `iso` for programs, `text` (UTC) and `ago` for people. None for none, and what is no date."""
    if nanoseconds is None:
        return None
    try:
        when = datetime.fromtimestamp(nanoseconds // _SECOND, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return {
        "iso": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": when.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "ago": ago(time.time() - nanoseconds / _SECOND),
    }


def moment_of(text: Any) -> dict[str, str] | None:
    """As `moment`, for a time as Kubernetes writes it; None for what is none."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text)
        return moment(int(when.timestamp()) * _SECOND) if when.tzinfo is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def ago(seconds: float) -> str:
    """How long ago something was: ``3 hours ago``."""
    for size, unit in _UNITS:
        count = int(seconds // size)
        if count >= 1:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now" if seconds > -60 else "in the future"
