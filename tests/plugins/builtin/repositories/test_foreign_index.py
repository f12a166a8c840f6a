from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.chart import Metadata
from pilothouse.core.model.repository import ChartVersion, RepositoryEntry
from pilothouse.core.protocols import RepositoryIndex
from pilothouse.core.repository_index import DerivedIndex
from pilothouse.plugins.builtin.repositories.foreign_index import guarded
from pilothouse.plugins.builtin.repositories.index_lookup import pack

ENTRY = RepositoryEntry("r", "box://me:secret@charts")


class Box(DerivedIndex):
    def names(self) -> list[str]:
        return ["bad", "good"]

    def versions(self, name: str) -> list[ChartVersion]:
        if name == "bad":
            raise KeyError("no such box")
        return [ChartVersion(Metadata("good", "1.0.0"), ["u"])] if name == "good" else []


@pytest.mark.parametrize(
    "ask",
    [
        lambda index: index.versions("bad"),
        lambda index: index.find("bad", ""),
        lambda index: list(index.rows()),
    ],
)
def test_what_fails_in_an_index_of_a_plugin_is_told_as_its_failure(ask: Callable[[RepositoryIndex], Any]) -> None:
    with pytest.raises(RepositoryError) as caught:
        ask(guarded(Box(), ENTRY))
    assert caught.value.message == "the index of box://me:***@charts failed: KeyError: 'no such box'"
    assert caught.value.details == (f"it is a Box of {__name__}",)


def test_what_an_index_answers_and_declares_is_passed_on() -> None:
    index = guarded(Box(), ENTRY)
    assert index.names() == ["bad", "good"]
    assert index.find("good", "").metadata.version == "1.0.0"
    with pytest.raises(RepositoryError, match="no chart name found"):
        index.find("other", "")


def test_our_own_index_needs_no_guard() -> None:
    index = pack([])
    assert guarded(index, ENTRY) is index
