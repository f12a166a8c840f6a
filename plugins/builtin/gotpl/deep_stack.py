"""Deep recursion of templates without harm to the process.

Compiled templates call each other as Python functions, so the depth that Go allows needs a higher recursion limit, and
with that limit library code written in C could overrun the stack of an ordinary thread. Executions that nest deeper
than any sensible chart's therefore go on in a thread of their own with a stack to match.

Until Python 3.12 that limit holds for all threads. Where rendering is not done in the main thread, others work
meanwhile: then the limit is raised no further than their stacks bear (see `core.thread_stacks`), and less than what Go
allows is too deep.
"""

from __future__ import annotations

import sys
from _thread import allocate_lock
from typing import TYPE_CHECKING, Any

from ....core.golib.limits import LimitError
from ....core.thread_stacks import highest_recursion_limit, lower_recursion_limit

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

MAX_DEPTH = 100_000
"""How deep ``{{template}}`` may nest. Rule: maxExecDepth in text/template/exec.go."""

PLAIN_NESTING = 40
"""How many executions may be open before the next one goes on in a deep thread."""

PLAIN_LIMIT = 5_000
"""The recursion limit for `PLAIN_NESTING` executions; harmless on the stack of any thread."""

TOO_DEEP = "templates are nested too deeply"

_DEEP_LIMIT = 900_000
_DEEP_STACK = 512 * 1024 * 1024

_lock = allocate_lock()
"""Guards what belongs to the process: the recursion limit and the stack size of new threads."""

_limits: list[int] = []
"""The recursion limit to restore, and after it one entry for every deep thread; empty when there is none."""


class Nesting:
    """How many executions are open, and whether they run in a deep thread already."""

    __slots__ = ("deep", "open")

    def __init__(self) -> None:
        self.open = 0
        self.deep = False


def ensure_recursion_limit() -> None:
    """Raise the recursion limit to what rendering needs, where it is lower."""
    if sys.getrecursionlimit() < PLAIN_LIMIT:
        with _lock:
            sys.setrecursionlimit(max(PLAIN_LIMIT, sys.getrecursionlimit()))


def run_deep(nesting: Nesting, execute: Callable[..., None], *arguments: Any) -> None:
    """Call `execute` in a thread with a deep stack, and wait for it. Raises what it raises.

    Raises LimitError when such a thread cannot be had.
    """
    import threading

    from ....core.thread_limits import Transfer, is_watched

    failures: list[BaseException] = []
    transfer = None
    if is_watched() or threading.current_thread() is not threading.main_thread():
        transfer = Transfer()

    def run() -> None:
        try:
            if transfer is None:
                execute(*arguments)
            else:
                transfer.run(lambda: execute(*arguments))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="deep templates")
    nesting.deep = True
    try:
        _start(thread, others=transfer is not None)
        thread.join()
        _restore_limit()
    finally:
        nesting.deep = False
        if transfer is not None:
            transfer.over()
    if failures:
        raise failures.pop()


def _start(thread: threading.Thread, *, others: bool) -> None:
    """Start a thread with a deep stack under the higher recursion limit; `others` says whether more threads work."""
    import threading

    with _lock:
        limit = highest_recursion_limit(PLAIN_LIMIT) if others else _DEEP_LIMIT
        if not _limits:
            _limits.append(sys.getrecursionlimit())
            sys.setrecursionlimit(max(limit, _limits[0]))
        _limits.append(limit)
        before = threading.stack_size(_DEEP_STACK)
        try:
            thread.start()
            return
        except RuntimeError:
            pass
        finally:
            threading.stack_size(before)
    _restore_limit()
    raise LimitError(TOO_DEEP)


def _restore_limit() -> None:
    """Several renderings may be deep at once: the last one to end restores the limit that the first one found."""
    with _lock:
        _limits.pop()
        if len(_limits) == 1:
            lower_recursion_limit(_limits.pop())
