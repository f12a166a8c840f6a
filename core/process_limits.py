"""How much processor time and memory reading and rendering a chart may take.

Templates are programs: whatever is counted (steps, lengths of texts, sizes of lists), some combination of what is
left costs more than anybody wants to wait for. So the process looks at itself a few times a second while it computes.
Waiting costs nothing and child processes are not concerned. Only work that can be broken off anywhere without harm
goes on under these limits: computing, never writing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


class limited:  # noqa: N801 - a context manager reads like a word
    """Within ``with limited(settings):`` ProcessLimitError is raised once more was used than the settings allow.

    Processor time is counted from the beginning of the block, memory is what the process has had at most. Nothing
    happens outside the main thread, and where the system has no timers: both belong to the whole process.
    """

    def __init__(self, settings: Settings) -> None:
        self._seconds, self._mebibytes = (_number(settings, name) for name in (CPU_LIMIT, MEMORY_LIMIT))
        self._before: Any = None
        self._is_on = False

    def __enter__(self) -> None:
        import _signal as signal  # type: ignore[import-not-found]  # the module itself imports enums first

        check = _check(self._seconds, self._mebibytes)

        def look(_signal: int, _frame: object) -> None:
            problem = check()
            if problem is not None:
                signal.setitimer(signal.ITIMER_PROF, _RESPITE, _RESPITE)
                raise problem

        if not hasattr(signal, "setitimer"):
            return
        try:
            self._before = signal.signal(signal.SIGPROF, look)
        except ValueError:  # not the main thread
            return
        self._is_on = True
        signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)

    def __exit__(self, *_: object) -> None:
        if self._is_on:
            import _signal as signal

            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._before)


def _check(seconds: int, mebibytes: int) -> Callable[[], ProcessLimitError | None]:
    """A function that says which limit the process has passed, if any. A limit of 0 is none."""
    import time

    began = time.process_time()

    def check() -> ProcessLimitError | None:
        import resource

        if seconds and time.process_time() - began > seconds:
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
