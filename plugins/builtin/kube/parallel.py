"""Doing independent pieces of work side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.interruption import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Lock

WORKERS = 8
"""So many pieces are worked on at once: as many connections as a transport keeps open."""


def in_parallel(work: Sequence[Callable[[], None]], workers: int = WORKERS) -> None:
    """Do all pieces and wait for them. Of several failures the one of the earliest piece is raised.

    What is no failure but an end (Ctrl-C) is raised at once: no piece is begun after it, those under way are not
    waited for. That the process is to stop goes before all failures.
    """
    if len(work) <= 1:
        for piece in work:
            piece()
        return
    import threading

    shared = _Shared(work, threading.Lock())
    threads = [threading.Thread(target=shared.labour, daemon=True) for _ in range(min(workers, len(work)) - 1)]
    try:
        for thread in threads:
            thread.start()
        shared.labour()
        for thread in threads:
            thread.join()
    finally:
        shared.stop()
    if shared.end is not None:
        raise shared.end
    if shared.failures:
        raise shared.failures[min(shared.failures)]


class _Shared:
    """Pieces of work that several threads take from, and how those went that failed."""

    __slots__ = ("_lock", "_pieces", "end", "failures")

    def __init__(self, work: Sequence[Callable[[], None]], lock: Lock) -> None:
        self._pieces = list(enumerate(work))[::-1]
        self._lock = lock
        self.failures: dict[int, Exception] = {}
        self.end: Stopped | None = None

    def labour(self) -> None:
        """Take pieces until there are none."""
        while True:
            with self._lock:
                if not self._pieces:
                    return
                index, piece = self._pieces.pop()
            try:
                piece()
            except Exception as error:
                self.failures[index] = error
            except Stopped as end:
                self.end = end
                self.stop()

    def stop(self) -> None:
        """Let nobody begin another piece."""
        with self._lock:
            self._pieces.clear()
