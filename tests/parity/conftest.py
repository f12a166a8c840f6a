"""Counts the replays and prints ``parity NAME: passed / all`` at the end, also when everything is green.

What waits most of its time is started before the first test.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from parity.conformance import VARIABLE, Tally, folder
from parity.flow_replays import FlowReplay, flows_of_a_foreign_client, served_flows

_TALLIES = pytest.StashKey[list[Tally]]()
_MISSING = pytest.StashKey[set[str]]()


class _Background:
    """Replays that run beside the tests, by the fixtures that hand them out."""

    starters: dict[str, Callable[[Path], FlowReplay]] = {
        "flows_over_grpc": served_flows,
        "foreign_flows": flows_of_a_foreign_client,
    }

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="replays-"))
        self.started: dict[str, FlowReplay] = {}

    def get(self, name: str) -> FlowReplay:
        """A replay, started unless it was before; skips or fails where its data or programs are missing."""
        if name not in self.started:
            place = self.place / name
            place.mkdir()
            self.started[name] = self.starters[name](place)
        return self.started[name]

    def stop(self) -> None:
        """End all and remove what they wrote."""
        for replay in self.started.values():
            replay.stop()
        shutil.rmtree(self.place, ignore_errors=True)


_BACKGROUND = pytest.StashKey[_Background]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the replays that the chosen tests read; one that cannot be started says so in its test."""
    if session.config.option.collectonly or not (folder() / "flows").is_dir():
        return
    background = session.config.stash.setdefault(_BACKGROUND, _Background())
    chosen = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    for name in background.starters.keys() & chosen:
        try:
            background.get(name)
        except (pytest.skip.Exception, pytest.fail.Exception):
            shutil.rmtree(background.place / name)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End what still runs."""
    if background := session.config.stash.get(_BACKGROUND, None):
        background.stop()


@pytest.fixture
def flows_over_grpc(pytestconfig: pytest.Config) -> Callable[[], FlowReplay]:
    """The replay of all flows with our Tiller."""
    return lambda: pytestconfig.stash[_BACKGROUND].get("flows_over_grpc")


@pytest.fixture
def foreign_flows(pytestconfig: pytest.Config) -> Callable[[], FlowReplay]:
    """The replay of some flows with our Tiller and somebody else's client."""
    return lambda: pytestconfig.stash[_BACKGROUND].get("foreign_flows")


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
