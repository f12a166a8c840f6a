from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stand_ins.migration import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A user of the sandbox."""
    world = World(tmp_path, {"HELM_HOME": str(tmp_path / "home"), "PILOTHOUSE_CLUSTER": "sandbox"})
    yield world
    world.close()
