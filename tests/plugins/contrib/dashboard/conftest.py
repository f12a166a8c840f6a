"""One server for the tests that only look: making what it shows takes a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stand_ins.served_pages import Served, served
from stand_ins.shown_releases import kernel_of, write_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a run on a sandbox with all sorts of releases."""
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def pages(world: dict[str, str]) -> Iterator[Served]:
    """A server that shows the world."""
    with served(kernel_of(world)) as found:
        yield found


@pytest.fixture(scope="session")
def revealing(world: dict[str, str]) -> Iterator[Served]:
    """A server that was told to show secrets."""
    with served(kernel_of(world), may_show_secrets=True) as found:
        yield found
