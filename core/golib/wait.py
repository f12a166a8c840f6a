"""Asking again and again until something is so, with the beats of Kubernetes' wait package."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

TIMED_OUT = "timed out waiting for the condition"
"""How the wait package words that the time is over."""


def poll(
    interval: float,
    timeout: float,
    condition: Callable[[], bool],
    *,
    immediate: bool = False,
    pause: Callable[[float], None] | None = None,
) -> bool:
    """Ask `condition` every `interval` seconds, first after one interval (or at once), and return True when it holds.

    False when it did not hold within `timeout` seconds (0: no limit); it is asked a last time when they are over. A
    beat that comes while the condition is still being asked is left out. What `condition` raises ends it, and so does
    what `pause` raises, which lets some seconds go by (without one, the process sleeps). Rule:
    k8s.io/apimachinery/pkg/util/wait Poll, PollImmediate
    """
    if immediate and condition():
        return True
    start = monotonic()
    beat = interval
    while True:
        elapsed = monotonic() - start
        if timeout and elapsed >= timeout:
            return condition()
        if elapsed < beat:
            (pause or sleep)((min(beat, timeout) if timeout else beat) - elapsed)
            continue
        if condition():
            return True
        beat = max(beat, (monotonic() - start) // interval * interval) + interval
