"""Counts the replays and prints ``parity NAME: passed / all`` at the end, also when everything is green."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from parity.conformance import VARIABLE, Tally, folder

_TALLIES = pytest.StashKey[list[Tally]]()
_MISSING = pytest.StashKey[set[str]]()


@pytest.fixture
def replay(pytestconfig: pytest.Config) -> Callable[[str, str, int], Tally]:
    """Start counting a replay: takes its name, its suite and the size of that, gives its tally."""

    def start(name: str, suite: str, size: int) -> Tally:
        tally = Tally(name, suite, size)
        pytestconfig.stash.setdefault(_TALLIES, []).append(tally)
        return tally

    return start


@pytest.fixture
def require_suite(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Skip the test when the data of a suite is missing; on CI, fail."""

    def check(suite: str) -> None:
        if (folder() / suite).is_dir():
            return
        pytestconfig.stash.setdefault(_MISSING, set()).add(suite)
        message = f"there is no {folder() / suite}; set {VARIABLE} to the folder of the recorded data"
        if os.environ.get("CI", "") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tallies = config.stash.get(_TALLIES, [])
    missing = config.stash.get(_MISSING, set())
    if tallies or missing:
        terminalreporter.section("parity with Helm v2.17.0")
    for tally in tallies:
        terminalreporter.write_line(f"parity {tally.name}: {len(tally.agreed)} / {tally.total}")
    for suite in sorted({tally.name.partition("/")[0] for tally in tallies if "/" in tally.name}):
        parts = [tally for tally in tallies if tally.name.startswith(f"{suite}/")]
        agreed, total = sum(len(tally.agreed) for tally in parts), sum(tally.total for tally in parts)
        terminalreporter.write_line(f"parity {suite}: {agreed} / {total}")
    for suite in sorted(missing):
        terminalreporter.write_line(f"parity {suite}: no data in {folder()}")
