"""How much processor time and memory one run of the program may take.

Templates are programs: whatever is counted (steps, lengths of texts, sizes of lists), some combination of what is
left costs more than anybody wants to wait for. So the process looks at itself a few times a second while it computes.
Waiting costs nothing, child processes are not concerned, and a process that others embed is left alone: only the
console script calls `limit_process`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import PilothouseError
from .settings import CPU_LIMIT, MEMORY_LIMIT, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_INTERVAL = 0.2
"""Seconds of processor time between two looks."""

_RESPITE = 10.0
"""Seconds of processor time for putting out the error, and until it is raised again if somebody swallowed it."""

_MEBIBYTE = 1024 * 1024


class ProcessLimitError(PilothouseError):
    """The program has used up the processor time or the memory that it may use."""


def limit_process(settings: Settings) -> None:
    """Have ProcessLimitError raised in the main thread once this process has used more than the settings allow.

    To be called once, by the main thread. Nothing happens where the system has no timers.
    """
    import _signal as signal  # type: ignore[import-not-found]  # the module itself imports enums first

    if not hasattr(signal, "setitimer"):
        return
    seconds, mebibytes = (_number(settings, name) for name in (CPU_LIMIT, MEMORY_LIMIT))
    check = _check(seconds, mebibytes)

    def look(_signal: int, _frame: object) -> None:
        problem = check()
        if problem is not None:
            signal.setitimer(signal.ITIMER_PROF, _RESPITE, _RESPITE)
            raise problem

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)


def _check(seconds: int, mebibytes: int) -> Callable[[], ProcessLimitError | None]:
    """A function that says which limit the process has passed, if any. A limit of 0 is none."""

    def check() -> ProcessLimitError | None:
        import resource
        import time

        if seconds and time.process_time() > seconds:
            return ProcessLimitError(f"more than {seconds} seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed")
        if mebibytes and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit() > mebibytes * _MEBIBYTE:
            return ProcessLimitError(f"more than {mebibytes} MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed")
        return None

    return check


def _unit() -> int:
    """The bytes in the unit in which the system counts resident memory."""
    import sys

    return 1 if sys.platform == "darwin" else 1024


def _number(settings: Settings, name: str) -> int:
    """A setting that is a number; its default where it is none."""
    text = settings.get(name)
    return int(text if text.isdecimal() and text.isascii() and len(text) < 10 else settings.entries[name].default)
