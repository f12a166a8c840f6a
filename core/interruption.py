"""Telling everything that goes on in this process to give up, because the process is about to end.

A server that is told to stop lets running operations finish for a while; `stop_all` then ends those that are left.
Whatever waits (`sleep`, `waking`) or is about to ask the cluster for something (`check`) raises `Stopped` within a
second or two, in whichever thread it runs. The release service records what was under way as failed, so that it is not
left pending, and its callers get an ordinary error that says so. What has to be written even then is `shielded`.

In a process that serves nobody nothing ever calls `stop_all`: Ctrl-C is a KeyboardInterrupt of Python's own there.
"""

from __future__ import annotations

import time
from _thread import RLock, allocate_lock, get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = "Tiller was stopped"
"""What the errors of operations that were ended say."""

_LONGEST = 1_000_000.0


class Stopped(KeyboardInterrupt):
    """The process is to end: what is under way is given up as after Ctrl-C. Never leaves the release service."""


class ExcessError(BaseException):
    """The thread has taken more processor time or memory than it may. Never leaves `core.thread_limits.run_watched`."""


class _State:
    """Whether everything is to stop. `gate` is locked as long as it is not: who waits for the lock is woken then.

    `wakers` wake those that wait for something else.
    """

    __slots__ = ("gate", "lock", "shields", "stopping", "wakers")

    def __init__(self) -> None:
        self.lock = RLock()  # what is collected meanwhile may end a wait
        self.gate = allocate_lock()
        self.gate.acquire()
        self.stopping = False
        self.shields: dict[int, int] = {}
        self.wakers: set[waking] = set()


_state = _State()


def stop_all() -> None:
    """Let all that goes on end with `Stopped`, and whatever is begun from now on too. Returns at once.

    To be called once running operations had their time to finish; what they record afterwards takes a request or two.
    """
    with _state.lock:
        if _state.stopping:
            return
        _state.stopping = True
        _state.gate.release()
        wakers = list(_state.wakers)
    for waker in wakers:
        waker.wake()


def resume() -> None:
    """Let work go on again as before `stop_all`, for a process that does not end after all."""
    with _state.lock:
        if _state.stopping:
            _state.stopping = False
            _state.gate.acquire()


def is_stopping() -> bool:
    """Whether the calling thread is to give up what it does."""
    return _state.stopping and get_ident() not in _state.shields


def check() -> None:
    """Raise `Stopped` when the calling thread is to give up what it does."""
    if is_stopping():
        raise Stopped


def sleep(seconds: float) -> None:
    """As `time.sleep`, but raises `Stopped` as soon as everything is to stop."""
    if get_ident() in _state.shields or seconds <= 0:
        check()
        time.sleep(max(seconds, 0))
    elif _state.gate.acquire(timeout=min(seconds, _LONGEST)):
        _state.gate.release()
        raise Stopped


class waking:  # noqa: N801 - a context manager reads like a word
    """Within ``with waking(wake):`` the thread waits for something that ends when `wake` is called, in another thread.

    What it waits for fails then, or ends; the thread has to `check` before it goes on. Raises `Stopped` at the
    beginning when everything is to stop already. `wake` must not raise.
    """

    __slots__ = ("wake",)

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def __enter__(self) -> None:
        with _state.lock:
            check()
            if get_ident() not in _state.shields:
                _state.wakers.add(self)

    def __exit__(self, *_: object) -> None:
        with _state.lock:
            _state.wakers.discard(self)


class shielded:  # noqa: N801 - a context manager reads like a word
    """Within ``with shielded():`` the thread is not stopped: it writes down how far it has come."""

    __slots__ = ()

    def __enter__(self) -> None:
        thread = get_ident()
        _state.shields[thread] = _state.shields.get(thread, 0) + 1

    def __exit__(self, *_: object) -> None:
        thread = get_ident()
        left = _state.shields[thread] - 1
        if left:
            _state.shields[thread] = left
        else:
            del _state.shields[thread]
