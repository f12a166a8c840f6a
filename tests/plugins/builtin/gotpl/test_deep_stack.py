from __future__ import annotations

import sys
import threading

import pytest
from pilothouse.core.golib.limits import LimitError
from pilothouse.plugins.builtin.gotpl.deep_stack import Nesting, run_deep


def test_deep_calls_run_in_a_thread_of_their_own_with_a_higher_limit() -> None:
    nesting = Nesting()
    limit = sys.getrecursionlimit()
    seen: list[object] = []

    def depth(count: int) -> int:
        return 1 + depth(count - 1) if count else 0

    run_deep(nesting, lambda: seen.extend((nesting.deep, threading.current_thread().name, depth(20_000))))
    assert seen == [True, "deep templates", 20_000]
    assert (nesting.deep, sys.getrecursionlimit()) == (False, limit)


def test_errors_come_back_to_the_caller() -> None:
    limit = sys.getrecursionlimit()

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        run_deep(Nesting(), fail)
    assert sys.getrecursionlimit() == limit


def test_renderings_that_are_deep_at_once_restore_the_limit_in_the_end() -> None:
    limit = sys.getrecursionlimit()
    run_deep(Nesting(), lambda: run_deep(Nesting(), lambda: None))
    assert sys.getrecursionlimit() == limit


def test_no_thread_means_a_declared_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(LimitError, match=r"^templates are nested too deeply$"):
        run_deep(Nesting(), lambda: None)
