from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stand_ins.http_server import HttpServer
from stand_ins.plugin_world import PluginWorld


@pytest.fixture
def world(tmp_path: Path) -> PluginWorld:
    """A home directory without plugins."""
    return PluginWorld(tmp_path)


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """A web server of its own for a test."""
    with HttpServer() as server:
        yield server
