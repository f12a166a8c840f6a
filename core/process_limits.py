"""How much processor time and memory reading and rendering a chart may take.

Templates are programs: whatever is counted (steps, lengths of texts, sizes of lists), some combination of what is
left costs more than anybody wants to wait for. So the process looks at itself a few times a second while it computes.
Waiting costs nothing and child processes are not concerned. Only work that can be broken off anywhere without harm
goes on under these limits: computing, never writing. In a process that does such work in many threads each of them is
watched for itself (`run_limited`, `thread_limits`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .errors import PilothouseError
from .settings import CPU_LIMIT, MEMORY_LIMIT, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    _Result = TypeVar("_Result")

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
    happens outside the main thread and in the process of another program (see `run_limited`), and where the system has
    no timers: both belong to the whole process.
    """

    def __init__(self, settings: Settings) -> None:
        self.limits = limit_of(settings, CPU_LIMIT), limit_of(settings, MEMORY_LIMIT)
        self.is_elsewhere = False
        self._settings = settings
        self._before: Any = None
        self._is_on = False

    def __enter__(self) -> None:
        if self._settings.is_hosted:
            self.is_elsewhere = True
            return
        import _signal as signal  # type: ignore[import-not-found]  # the module itself imports enums first

        check = _check(*self.limits)

        def look(_signal: int, _frame: object) -> None:
            problem = check()
            if problem:
                signal.setitimer(signal.ITIMER_PROF, _RESPITE, _RESPITE)
                raise ProcessLimitError(problem)

        if not hasattr(signal, "setitimer"):
            return
        try:
            self._before = signal.signal(signal.SIGPROF, look)
        except ValueError:  # not the main thread
            self.is_elsewhere = True
            return
        self._is_on = True
        signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)

    def __exit__(self, *_: object) -> None:
        if self._is_on:
            import _signal as signal

            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._before)


def run_limited(settings: Settings, work: Callable[[], _Result]) -> _Result:
    """What `work` returns, done under the limits of the settings in whichever thread. Raises ProcessLimitError.

    Outside the main thread processor time is that of the thread, memory what the process has now; when it has too much,
    work ends that was computing while it grew. So it is in the process of another program, where signals are that
    program's; what it had before counts for nothing there.
    """
    import time

    block = limited(settings)
    with block:
        if not (block.is_elsewhere and hasattr(time, "pthread_getcpuclockid")):
            return work()
    from .thread_limits import Excess, memory_in_use, run_watched

    seconds, mebibytes = block.limits
    before = memory_in_use() // _MEBIBYTE if mebibytes and settings.is_hosted else 0
    try:
        return run_watched(seconds, mebibytes + before, work)
    except Excess as excess:
        raise ProcessLimitError(too_long(seconds) if excess.is_time else too_large(mebibytes)) from None


def too_long(seconds: int) -> str:
    """The message for more processor time than the limit."""
    return f"more than {seconds} seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed"


def too_large(mebibytes: int) -> str:
    """The message for more memory than the limit."""
    return f"more than {mebibytes} MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed"


def _check(seconds: int, mebibytes: int) -> Callable[[], str]:
    """A function that says which limit the process has passed, empty for none. A limit of 0 is none."""
    import time

    began = time.process_time()

    def check() -> str:
        import resource

        if seconds and time.process_time() - began > seconds:
            return too_long(seconds)
        if mebibytes and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit() > mebibytes * _MEBIBYTE:
            return too_large(mebibytes)
        return ""

    return check


def _unit() -> int:
    """The bytes in the unit in which the system counts resident memory."""
    import sys

    return 1 if sys.platform == "darwin" else 1024


def limit_of(settings: Settings, name: str) -> int:
    """A limit of the settings as a number, 0 for none; the default where the text is no number."""
    text = settings.get(name)
    return int(text if text.isdecimal() and text.isascii() and len(text) < 10 else settings.entries[name].default)
