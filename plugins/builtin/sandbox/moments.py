"""Times as the sandbox keeps, writes and shows them: seconds since 1970, RFC 3339 texts, ages.

Ages: k8s.io/apimachinery/pkg/util/duration.HumanDuration.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

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
    return "<unknown>" if moment is None else human_duration(now - moment)


def human_duration(seconds: float) -> str:
    """A duration in at most two units: ``12s``, ``5m30s``, ``3d4h``."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    if whole < 120:
        return f"{whole}s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 10:
        return _two(minutes, "m", whole % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if hours < 192:
        return _two(days, "d", hours % 24, "h")
    if days < 365 * 2:
        return f"{days}d"
    years = days // 365
    return _two(years, "y", days % 365, "d") if years < 8 else f"{years}y"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
