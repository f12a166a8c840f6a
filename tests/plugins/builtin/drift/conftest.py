"""A user with a sandbox, and one with a real control plane."""

from __future__ import annotations

from pathlib import Path

import pytest
from stand_ins.user_world import UserWorld


@pytest.fixture(params=["sandbox", "control plane"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> UserWorld:
    plane = request.getfixturevalue("control_plane") if request.param != "sandbox" else None
    return UserWorld(tmp_path, plane)


@pytest.fixture
def sandbox(tmp_path: Path) -> UserWorld:
    return UserWorld(tmp_path, None)
