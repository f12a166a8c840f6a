"""How much stack the threads of a process have that works in many of them, and how deep recursion may be for that.

Until Python 3.12 there is one recursion limit for all threads, and recursion in C is bounded by nothing else: whoever
raises it for the sake of one thread must know that no other one overruns its stack meanwhile, which ends the process.
"""

from __future__ import annotations

from _thread import allocate_lock

STACK = 64 * 1024 * 1024
"""Bytes of stack of each thread. It is address space: memory is taken by what is used of it."""

_USUAL_STACK = 8 * 1024 * 1024
_stack = [_USUAL_STACK]
"""What `prepare` has asked for. Asking Python for it, by ``threading.stack_size()``, sets it back to the usual size."""

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


class recursion_limit_kept:  # noqa: N801 - a context manager reads like a word
    """Within ``with recursion_limit_kept():`` the recursion limit may be raised; afterwards it is what it was.

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
            try:
                sys.setrecursionlimit(_found.pop())
            except RecursionError:
                pass  # whoever called has raised it meanwhile, and is deeper


_lock = allocate_lock()
_found: list[int] = []
"""The recursion limit to restore, and an entry for each further thread inside."""
