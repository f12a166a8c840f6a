"""Recorded flows of releases on a real control plane: texts, exit codes, records, objects, and every write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from parity.conformance import Replay
from parity.flow_replays import FlowReplay, flow_names

JOBS = 3  # control planes side by side: the scenarios wait most of the time


def test_releases_go_on_a_real_cluster_as_recorded(
    replay: Replay, require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    require_suite("flows")
    played = FlowReplay(tmp_path, jobs=JOBS, served=False)
    tally = replay("flows", "flows", len(flow_names()))
    try:
        played.report_to(tally)
    finally:
        played.stop()
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)
