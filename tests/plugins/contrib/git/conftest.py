from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.chart_repository import write_home
from stand_ins.git_repository import GitRepository

Run = Callable[..., Outcome]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The settings of a user with a home and a set-up folder of Helm."""
    (tmp_path / "user").mkdir()
    home = write_home(tmp_path / "home")
    return {
        "HOME": str(tmp_path / "user"),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HELM_HOME": str(home),
        "PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache"),
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Runs a command line as that user; words may be paths."""

    def call(*words: object, **more: str) -> Outcome:
        return testkit.run([str(word) for word in words], environment={**environment, **more})

    return call


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """An empty repository."""
    return GitRepository(tmp_path / "repository")
