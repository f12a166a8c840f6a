from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "commands"))

from fake_release_service import VERSION, FakeReleaseService
from pilothouse.core import interruption
from tiller_world import MakeWorld, World, world


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[MakeWorld]:
    """Serves a stand-in for the release service, with plugins that the test writes."""
    with ExitStack() as stack:

        def make(service: FakeReleaseService | None = None, **plugins: str) -> World:
            chosen = service if service is not None else FakeReleaseService()
            chosen.answers.setdefault("version", VERSION)
            return stack.enter_context(world(tmp_path / "plugins", chosen, plugins))

        yield make
    interruption.resume()
