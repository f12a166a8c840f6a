"""How long ago something was, in the few characters that tables of objects have for it."""

from __future__ import annotations


def human_duration(seconds: int) -> str:
    """``12s``, ``4m10s``, ``3h5m``, ``26h``, ``3d4h``, ``400d``, ``2y35d``: the coarser the longer ago.

    A moment in the future is ``0s`` up to a second, then ``<invalid>``. Rule: k8s.io/apimachinery/pkg/util/duration
    """
    if seconds < -1:
        return "<invalid>"
    if seconds < 120:
        return f"{max(seconds, 0)}s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if days < 730:
        return f"{days}d"
    if days < 2920:
        return _two(days // 365, "y", days % 365, "d")
    return f"{days // 365}y"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
