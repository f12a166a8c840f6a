"""A release service for each test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stand_ins.release_world import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


@pytest.fixture
def make_world(monkeypatch: pytest.MonkeyPatch) -> Callable[..., World]:
    return lambda **environment: World(monkeypatch, **environment)
