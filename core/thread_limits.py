"""How much processor time and memory work may take that is done in one of many threads: see `process_limits`.

Signals reach the main thread alone, so one thread watches all others that asked for it: a few times a second it looks
at their processor clocks and at the memory of the process. In a thread that has taken too much it raises `ExcessError`,
which Python delivers between two instructions of that thread, as it delivers Ctrl-C to the main one. None arrives
outside of `run_watched`: whoever leaves takes back what has not arrived, under the lock under which it is sent.

Nobody can say whose memory it is that a process has. What it grows by between two looks is put down to those that were
computing meanwhile, by the time they took; when there is too much of it, the one with the most on its account ends.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from .interruption import ExcessError
from .thread_stacks import stay_shallow

if TYPE_CHECKING:
    from collections.abc import Callable

    _Result = TypeVar("_Result")

_INTERVAL = 0.2
"""Seconds between two looks."""

_RESPITE = 10.0
"""Seconds of processor time until the error is raised again in a thread that has swallowed it."""

_PAUSE = 2.0
"""Seconds after an error about memory until the next one: what is given up has to be given back first."""

_LEAST_GROWTH = 16 * 1024 * 1024
"""Bytes by which the memory has grown while a thread computed, below which it is not to blame."""

_MEBIBYTE = 1024 * 1024


class Excess(Exception):
    """Work was ended. `is_time` says whether it took too much processor time, else it was memory."""

    def __init__(self, *, is_time: bool) -> None:
        super().__init__("time" if is_time else "memory")
        self.is_time = is_time


class _Block:
    """Work that is watched, in whichever thread it goes on."""

    __slots__ = ("_began", "_clock", "_outer", "_thread", "_told", "_used", "grown", "is_time", "most_bytes", "seconds")

    def __init__(self, seconds: int, mebibytes: int, outer: _Block | None) -> None:
        self.seconds = seconds
        self.most_bytes = mebibytes * _MEBIBYTE
        self.grown = 0.0
        self.is_time = True
        self._outer = outer
        self._thread = 0
        self._clock = 0
        self._began = 0.0
        self._used = 0.0
        self._told = float("-inf")

    def start(self) -> None:
        """Go on in the calling thread."""
        with _lock:
            thread = threading.get_ident()
            self._thread = thread
            self._clock = time.pthread_getcpuclockid(thread)
            self._began = time.clock_gettime(self._clock) - self._used
            _blocks[thread] = self
            _wanted.set()

    def stop(self) -> None:
        """Go on nowhere for now; what was raised and has not arrived is taken back.

        It may arrive in here, before that: then this has to be called again.
        """
        with _lock:
            if not self._thread:
                return
            if self._told >= 0:
                _raise_in(self._thread, None)
            if self._outer is None:
                del _blocks[self._thread]
            else:
                _blocks[self._thread] = self._outer
            self._thread = 0

    def look(self) -> float:
        """The processor time taken since the last look. To be called with the lock held."""
        now = time.clock_gettime(self._clock) - self._began
        taken, self._used = now - self._used, now
        return taken

    @property
    def is_over_time(self) -> bool:
        """Whether it has taken more processor time than it may."""
        return bool(self.seconds) and self._used > self.seconds

    def end(self, *, is_time: bool) -> None:
        """End the work, unless that was tried a moment ago. To be called with the lock held."""
        if self._used >= self._told + _RESPITE:
            self.is_time = is_time
            self._told = self._used
            _raise_in(self._thread, ExcessError)


class _Watchman:
    """The thread that looks at all others, begun when it is first needed."""

    def __init__(self) -> None:
        self._memory = memory_in_use()
        self._patient_until = 0.0
        threading.Thread(target=self._watch, name="limits", daemon=True).start()

    def _watch(self) -> None:
        stay_shallow()
        while True:
            _wanted.wait()
            time.sleep(_INTERVAL)
            with _lock:
                if _blocks:
                    self._look(list(_blocks.values()))
                else:
                    _wanted.clear()

    def _look(self, blocks: list[_Block]) -> None:
        memory = memory_in_use()
        growth, self._memory = memory - self._memory, memory
        taken = [block.look() for block in blocks]
        together = sum(taken)
        for block, own in zip(blocks, taken, strict=True):
            if growth > 0 and together > 0:
                block.grown += growth * own / together
            if block.is_over_time:
                block.end(is_time=True)
        largest = max(blocks, key=lambda block: block.grown)
        if not 0 < largest.most_bytes < memory or largest.grown < _LEAST_GROWTH:
            return
        if time.monotonic() >= self._patient_until:
            self._patient_until = time.monotonic() + _PAUSE
            largest.end(is_time=False)


_lock = threading.Lock()
_blocks: dict[int, _Block] = {}
"""The innermost block of each thread that has one."""

_wanted = threading.Event()
_watchmen: list[_Watchman] = []


def run_watched(seconds: int, mebibytes: int, work: Callable[[], _Result]) -> _Result:
    """What `work` returns. Raises Excess once it takes more than it may; a limit of 0 is none."""
    with _lock:
        if not _watchmen:
            _watchmen.append(_Watchman())
    block = _Block(seconds, mebibytes, _blocks.get(threading.get_ident()))
    # The error may arrive in `stop` too, before it has stopped anything.
    try:
        try:
            block.start()
            return work()
        finally:
            block.stop()
    except ExcessError:
        block.stop()
        raise Excess(is_time=block.is_time) from None


def is_watched() -> bool:
    """Whether the calling thread does watched work."""
    return threading.get_ident() in _blocks


class Transfer:
    """Watched work goes on in another thread for a while, for which the calling one waits.

    Made by the one, `run` in the other, where ExcessError may come out of it that is to be raised in the first one;
    `over` in the first one again.
    """

    __slots__ = ("_block",)

    def __init__(self) -> None:
        self._block = _blocks.get(threading.get_ident())
        if self._block is not None:
            self._block.stop()

    def run(self, work: Callable[[], None]) -> None:
        """Do the work, watched as before."""
        block = self._block
        if block is None:
            work()
            return
        try:
            try:
                block.start()
                work()
            finally:
                block.stop()
        except ExcessError:
            block.stop()
            raise

    def over(self) -> None:
        """Go on in the calling thread."""
        if self._block is not None:
            self._block.start()


def memory_in_use() -> int:
    """The bytes of resident memory of this process: now where the system says so, else the most it ever was."""
    try:
        with open("/proc/self/statm", "rb") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource
        import sys

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have an exception raised in a thread, or none of those that have not arrived there yet."""
    wanted = ctypes.py_object(error) if error is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), wanted)
