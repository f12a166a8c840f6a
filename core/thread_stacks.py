"""How much stack the threads of a process have that works in many of them, and how deep recursion may be for that.

Until Python 3.12 there is one recursion limit for all threads, and recursion in C is bounded by nothing else: whoever
raises it for the sake of one thread must know that no other one overruns its stack meanwhile, which ends the process.
"""

from __future__ import annotations

from _thread import allocate_lock, get_ident

STACK = 64 * 1024 * 1024
"""Bytes of stack of each thread. It is address space: memory is taken by what is used of it."""

_USUAL_STACK = 8 * 1024 * 1024
_stack = [_USUAL_STACK]
"""What `prepare` has asked for. Asking Python for it, by ``threading.stack_size()``, sets it back to the usual size."""

_shallow: set[int] = set()
"""The identifiers of threads that never recurse deeply. None of them ends before the process does."""

_LEAST_AMONG_OTHERS = 5_000
"""A recursion limit that the stack of any thread bears."""

_BYTES_PER_CALL = 1300
"""What one level of recursion takes of the stack at most, in Python or in library code written in C."""


def prepare() -> None:
    """Give threads that are begun from now on stacks of `STACK`. To be called before a pool of threads is made."""
    import threading

    try:
        threading.stack_size(STACK)
    except (RuntimeError, ValueError):
        return
    _stack[0] = STACK


def highest_recursion_limit(least: int) -> int:
    """The recursion limit that the stacks of this process's threads bear, `least` at least."""
    return max(least, _stack[0] // _BYTES_PER_CALL)


def stay_shallow() -> None:
    """Promise that the calling thread never recurses deeply: it is no reason to keep a recursion limit high."""
    _shallow.add(get_ident())


def lower_recursion_limit(limit: int) -> None:
    """Set the recursion limit back to what it was before somebody raised it.

    Python ends the process when a thread that runs out of a lowered limit is far below it. So while others run, the
    limit stays at what their stacks bear, and none of them can be deeper than that.
    """
    import sys

    others = sys._current_frames().keys() - _shallow  # noqa: SLF001 (documented; `threading` knows its own only)
    alone = len(others) == 1
    try:
        sys.setrecursionlimit(limit if alone else highest_recursion_limit(max(limit, _LEAST_AMONG_OTHERS)))
    except RecursionError:
        pass  # whoever called has raised it meanwhile, and is deeper


class recursion_limit_kept:  # noqa: N801 - a context manager reads like a word
    """Within ``with recursion_limit_kept():`` the recursion limit may be raised; `lower_recursion_limit` follows.

    Several threads may be inside at once: the last one that leaves restores what the first one found.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        import sys

        with _lock:
            _found.append(sys.getrecursionlimit() if not _found else 0)

    def __exit__(self, *_: object) -> None:
        import sys

        with _lock:
            if len(_found) > 1:
                _found.pop()
                return
            limit = _found.pop()
            if sys.getrecursionlimit() > limit:
                lower_recursion_limit(limit)


_lock = allocate_lock()
_found: list[int] = []
"""The recursion limit to restore, and an entry for each further thread inside."""
