"""What every test can rely on: no home folder, no cluster, no settings of whoever runs the tests, time in UTC."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster.assets import assets
from cluster.control_plane import ControlPlane

_FOREIGN = ("HELM_", "KUBE", "PILOTHOUSE_", "TILLER_", "XDG_")
_KEPT = ("KUBEBUILDER_ASSETS", "PILOTHOUSE_CONFORMANCE")


@pytest.fixture(autouse=True, scope="session")
def isolated_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the whole session an empty home folder and an environment without anybody's settings."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for name in list(os.environ):
        if name.startswith(_FOREIGN) and name not in _KEPT:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("TZ", "UTC")
    time.tzset()
    yield home
    patch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def collected_recursion_limit() -> int:
    """The recursion limit when the first test begins."""
    return sys.getrecursionlimit()


@pytest.fixture(autouse=True)
def recursion_limit_put_back(collected_recursion_limit: int) -> Iterator[None]:
    """Deep templates leave a higher limit behind where other threads run, and threads of tests before may."""
    yield
    if sys.getrecursionlimit() != collected_recursion_limit:
        sys.setrecursionlimit(collected_recursion_limit)


@pytest.fixture(scope="session")
def control_plane() -> Iterator[ControlPlane]:
    """A real control plane for the whole session; tests use namespaces of their own."""
    plane = ControlPlane(assets())
    try:
        plane.start()
        yield plane
    finally:
        plane.stop()
