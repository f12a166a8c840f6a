"""What was survived."""

from __future__ import annotations

from typing import NamedTuple


class Count(NamedTuple):
    """Requests at which a process was killed, commands run, faults injected, races."""

    boundaries: int = 0
    runs: int = 0
    faults: int = 0
    races: int = 0
