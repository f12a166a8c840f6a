from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stand_ins.chart_repository import ChartRepository
from stand_ins.http_server import HttpServer
from worlds import World


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """A server of its own for a test."""
    with HttpServer() as server:
        yield server


@pytest.fixture
def repository(server: HttpServer) -> ChartRepository:
    """A repository with some versions of two charts."""
    repository = ChartRepository(server)
    for version in ("1.0.0", "0.2.0", "0.1.1", "0.1.0"):
        repository.add("alpha", version)
    repository.add("beta", "2.0.0")
    return repository


@pytest.fixture
def world(tmp_path: Path, repository: ChartRepository) -> World:
    """A home directory that knows the repository as `main`."""
    return World(tmp_path, ("main", repository.url))
