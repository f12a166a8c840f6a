"""Giving memory back to the system that the C library keeps after a time of many calls at once."""

from __future__ import annotations

import ctypes


def give_back_memory() -> None:
    """Release free memory to the system; does nothing where the C library has no such function (`malloc_trim`)."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return
    trim(0)
