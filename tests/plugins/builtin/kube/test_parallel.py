from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.plugins.builtin.kube.parallel import in_parallel


def noting(done: list[int], number: int) -> Callable[[], None]:
    return lambda: done.append(number)


def failing(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_all_pieces_are_done_and_the_failure_of_the_earliest_is_raised() -> None:
    done: list[int] = []
    work = [noting(done, 0), failing(KubeError("one")), noting(done, 2), failing(KubeError("three"))]
    with pytest.raises(KubeError, match="one"):
        in_parallel(work)
    assert sorted(done) == [0, 2]


def test_an_interrupt_of_the_caller_is_raised_at_once_and_no_piece_is_begun_after_it() -> None:
    caller = threading.current_thread()
    before = set(threading.enumerate())
    begun, raised = threading.Semaphore(0), threading.Event()
    done: list[int] = []

    def piece(number: int) -> Callable[[], None]:
        def work() -> None:
            if threading.current_thread() is caller:
                begun.acquire()
                begun.acquire()
                raise KeyboardInterrupt
            begun.release()
            raised.wait()
            done.append(number)
            raise KubeError("refused")

        return work

    with pytest.raises(KeyboardInterrupt):
        in_parallel([piece(number) for number in range(10)], workers=3)
    raised.set()
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert len(done) == 2
