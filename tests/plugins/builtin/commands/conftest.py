from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fake_release_service import CURRENT, PLUGIN, FakeReleaseService
from pilothouse.core.testkit import Outcome, run, write_plugins

Helm = Callable[..., Outcome]


@pytest.fixture
def helm(tmp_path: Path) -> Helm:
    """Runs a command line on the release service that a test gives."""
    folder = tmp_path / "plugins"
    write_plugins(folder, {"fake": PLUGIN})

    def call(*words: str, service: FakeReleaseService | None = None, **variables: str) -> Outcome:
        CURRENT.append(service if service is not None else FakeReleaseService())
        environment = {"PILOTHOUSE_PLUGINS_DIR": str(folder), "HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"}
        try:
            return run(words, environment={**environment, **variables}, program="helm")
        finally:
            CURRENT.pop()

    return call
