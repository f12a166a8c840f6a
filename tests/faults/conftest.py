"""Counts what was done to releases, and prints it at the end as ``faults …``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from faults.figures import Count

_TOTAL = pytest.StashKey[Count]()


@pytest.fixture
def count(pytestconfig: pytest.Config) -> Callable[[Count], None]:
    """Add to the figures that are printed at the end."""

    def add(more: Count) -> None:
        before = pytestconfig.stash.get(_TOTAL, Count())
        pytestconfig.stash[_TOTAL] = Count(*map(sum, zip(before, more, strict=True)))

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    total = config.stash.get(_TOTAL, Count())
    if any(total):
        terminalreporter.section("bad days")
        terminalreporter.write_line(
            f"faults killed at {total.boundaries} boundaries, {total.faults} faults injected, {total.races} races, "
            f"{total.runs} runs"
        )
