"""Running a program and learning what it cost."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run took: user plus system time, elapsed time (ms), peak memory (MiB), and its exit code.

    Peak memory is never less than that of the measuring program, which the system counts in before the measured
    program takes over.
    """

    cpu: float
    wall: float
    memory: float
    code: int


def run(words: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a program with its output thrown away and wait for it."""
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    start = time.perf_counter()
    child = os.posix_spawn(words[0], list(words), environment, file_actions=nothing)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu * 1000, wall * 1000, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


class Contender(NamedTuple):
    """A program to be run: its command line, its environment, and what is done before each run (not measured)."""

    words: Sequence[str]
    environment: dict[str, str]
    prepare: Callable[[], None] = lambda: None


def alternate(contenders: dict[str, Contender], rounds: int) -> dict[str, dict[str, float]]:
    """Run all contenders in turn, `rounds` times after one that does not count; medians by contender.

    A contender that fails is left out.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            contender.prepare()
            cost = run(contender.words, contender.environment)
            if number:
                costs[name].append(cost)
    return {
        name: {
            "cpu_ms": statistics.median(cost.cpu for cost in runs),
            "wall_ms": statistics.median(cost.wall for cost in runs),
            "memory_mib": statistics.median(cost.memory for cost in runs),
        }
        for name, runs in costs.items()
        if not any(cost.code for cost in runs)
    }
