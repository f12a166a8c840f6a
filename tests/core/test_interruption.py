"""Ending what goes on in all threads: at once, but for what is shielded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pilothouse.core import interruption
from pilothouse.core.interruption import Stopped, shielded


@pytest.fixture(autouse=True)
def going_on() -> Iterator[None]:
    yield
    interruption.resume()


def test_nothing_is_stopped_before_it_is_said() -> None:
    interruption.check()
    interruption.sleep(0)
    interruption.sleep(0.001)
    assert not interruption.is_stopping()


def test_everybody_who_sleeps_is_woken() -> None:
    ends: list[str] = []
    asleep = threading.Barrier(9)

    def work() -> None:
        asleep.wait()
        try:
            interruption.sleep(300)
        except Stopped:
            ends.append("stopped")

    threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    asleep.wait()
    interruption.stop_all()
    interruption.stop_all()
    for thread in threads:
        thread.join(10)
    assert ends == ["stopped"] * 8


def test_what_begins_afterwards_is_stopped_too() -> None:
    interruption.stop_all()
    with pytest.raises(Stopped):
        interruption.sleep(300)
    with pytest.raises(Stopped):
        interruption.sleep(0)
    with pytest.raises(Stopped):
        interruption.check()


def test_a_shielded_thread_goes_on_and_no_other() -> None:
    interruption.stop_all()
    others: list[bool] = []
    with shielded():
        with shielded():
            interruption.check()
        interruption.sleep(0.001)
        thread = threading.Thread(target=lambda: others.append(interruption.is_stopping()))
        thread.start()
        thread.join()
        assert not interruption.is_stopping()
    assert others == [True]
    assert interruption.is_stopping()


def test_the_end_can_be_called_off() -> None:
    interruption.stop_all()
    interruption.resume()
    interruption.resume()
    began = time.monotonic()
    interruption.sleep(0.01)
    assert time.monotonic() - began >= 0.01


def test_it_ends_what_a_keyboard_interrupt_ends() -> None:
    with pytest.raises(KeyboardInterrupt):
        raise Stopped
