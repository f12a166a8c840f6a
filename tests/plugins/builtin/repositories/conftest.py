"""Servers and homes for tests of repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.kernel import Kernel
from pilothouse.plugins.builtin.repositories.service import Repositories
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import HttpServer

OpenHome = Callable[..., Repositories]


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """A server of its own for a test."""
    with HttpServer() as server:
        yield server


@pytest.fixture
def other_server() -> Iterator[HttpServer]:
    """One more server: another origin."""
    with HttpServer() as server:
        yield server


@pytest.fixture
def repository(server: HttpServer) -> ChartRepository:
    """A repository with three versions of one chart."""
    repository = ChartRepository(server)
    for version in ("1.1.0-beta.1", "1.0.0", "0.1.0"):
        repository.add("alpha", version)
    return repository


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    """A kernel whose home is `home` and whose caches are in `caches`, both below the folder of the test."""
    return testkit.make_kernel(
        environment={"HELM_HOME": str(tmp_path / "home"), "PILOTHOUSE_CACHE_DIR": str(tmp_path / "caches")}
    )


@pytest.fixture
def open_home(tmp_path: Path, kernel: Kernel) -> OpenHome:
    """Makes a home that knows repositories (name and URL of each, fields of all), and gives the service for it."""

    def make(*entries: tuple[str, str], **fields: Any) -> Repositories:
        write_home(tmp_path / "home", *entries, **fields)
        return Repositories(kernel)

    return make
