"""Doing independent pieces of work side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORKERS = 8
"""So many pieces are worked on at once: as many connections as a transport keeps open."""


def in_parallel(work: Sequence[Callable[[], None]], workers: int = WORKERS) -> None:
    """Do all pieces and wait for them. Of several failures the one of the earliest piece is raised."""
    if len(work) <= 1:
        for piece in work:
            piece()
        return
    import threading

    pieces = iter(enumerate(work))
    lock = threading.Lock()
    failures: dict[int, BaseException] = {}

    def labour() -> None:
        while True:
            with lock:
                index, piece = next(pieces, (-1, None))
            if piece is None:
                return
            try:
                piece()
            except BaseException as error:
                failures[index] = error

    threads = [threading.Thread(target=labour, daemon=True) for _ in range(min(workers, len(work)) - 1)]
    for thread in threads:
        thread.start()
    labour()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[min(failures)]
