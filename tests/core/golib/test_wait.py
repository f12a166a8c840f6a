from __future__ import annotations

import pytest
from pilothouse.core.golib import wait
from stand_ins.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(monkeypatch, "pilothouse.core.golib.wait")
    return clock


class Condition:
    """Holds from its `at`-th question on; each question takes `cost` seconds. `asked` is when it was asked."""

    def __init__(self, clock: Clock, at: int = 10_000, cost: float = 0) -> None:
        self.asked: list[float] = []
        self._clock = clock
        self._at = at
        self._cost = cost

    def __call__(self) -> bool:
        self.asked.append(self._clock.now)
        self._clock.now += self._cost
        return len(self.asked) >= self._at


def test_the_first_question_comes_after_one_interval(clock: Clock) -> None:
    condition = Condition(clock, at=3)
    assert (wait.poll(2, 60, condition), condition.asked) == (True, [2, 4, 6])


def test_the_first_question_may_come_at_once(clock: Clock) -> None:
    condition = Condition(clock, at=3)
    assert (wait.poll(1, 60, condition, immediate=True), condition.asked) == (True, [0, 1, 2])


def test_it_is_asked_a_last_time_when_the_time_is_over(clock: Clock) -> None:
    condition = Condition(clock)
    assert (wait.poll(2, 5, condition), condition.asked) == (False, [2, 4, 5])


def test_what_holds_at_the_last_moment_holds(clock: Clock) -> None:
    condition = Condition(clock, at=1)
    assert (wait.poll(2, 1, condition), condition.asked) == (True, [1])


def test_without_a_limit_it_goes_on(clock: Clock) -> None:
    condition = Condition(clock, at=500)
    assert (wait.poll(2, 0, condition), condition.asked[-1]) == (True, 1000)


def test_a_limit_that_is_over_already_leaves_one_question(clock: Clock) -> None:
    condition = Condition(clock)
    assert (wait.poll(2, -1, condition), condition.asked) == (False, [0])


def test_beats_are_left_out_while_it_is_asked(clock: Clock) -> None:
    condition = Condition(clock, at=3, cost=5)
    assert (wait.poll(2, 60, condition), condition.asked) == (True, [2, 8, 14])


def test_what_it_raises_ends_the_waiting(clock: Clock) -> None:
    def broken() -> bool:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        wait.poll(2, 60, broken)
    assert clock.now == 2
