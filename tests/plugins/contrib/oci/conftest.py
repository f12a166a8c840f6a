from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.chart_repository import chart_archive, write_home
from stand_ins.registry import RegistryServer

sys.path.insert(0, str(Path(__file__).parent))

Run = Callable[..., Outcome]
MakeArchive = Callable[..., Path]


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    """A registry that is open to everybody; tests use names of their own."""
    with RegistryServer(tmp_path_factory.mktemp("registry")) as server:
        yield server


@pytest.fixture(scope="session")
def locked_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    """A registry for those who log in."""
    with RegistryServer(tmp_path_factory.mktemp("locked"), users=True) as server:
        yield server


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The settings of a user with a home, a set-up folder of Helm, and nothing of Docker's."""
    (tmp_path / "user").mkdir()
    home = write_home(tmp_path / "home")
    return {"HOME": str(tmp_path / "user"), "HELM_HOME": str(home), "PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Runs a command line as that user; words may be paths."""

    def call(*words: object, **more: str) -> Outcome:
        return testkit.run([str(word) for word in words], environment={**environment, **more})

    return call


@pytest.fixture
def archive(tmp_path: Path) -> MakeArchive:
    """Writes the archive of a chart."""

    def make(name: str = "web", version: str = "1.0.0", **files: str) -> Path:
        path = tmp_path / f"{name}-{version}.tgz"
        path.write_bytes(chart_archive(name, version, **files))
        return path

    return make
