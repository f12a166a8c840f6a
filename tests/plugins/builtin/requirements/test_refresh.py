from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.options import RequirementsUpdate
from pilothouse.core.model.repository import RefreshResult, RepositoryEntry
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.requirements.refresh import refresh_repositories
from pilothouse.plugins.builtin.requirements.updating import Updating


class Service:
    """Refreshes repositories with the errors that they are given as passwords."""

    def __init__(self, *entries: RepositoryEntry) -> None:
        self._entries = entries

    def entries(self) -> Sequence[RepositoryEntry]:
        return self._entries

    def refresh(self, entries: Sequence[RepositoryEntry], *, skip_local: bool = True) -> Iterator[RefreshResult]:
        assert not skip_local
        for entry in entries:
            if entry.url == "unusable":
                raise RepositoryError("Could not find protocol handler for: ")
            yield RefreshResult(entry, entry.password)


def printed(*entries: RepositoryEntry) -> str:
    kernel: Any = make_kernel()
    service: Any = Service(*entries)
    refresh_repositories(service, Updating("/nowhere", RequirementsUpdate(), kernel))
    return str(kernel.console.stdout)


def test_what_went_well_and_what_did_not_is_said_in_order() -> None:
    entries = [
        RepositoryEntry("a", "http://a"),
        RepositoryEntry("local", "http://me:pw@b", password="Get it: connection refused"),
        RepositoryEntry('c"', "http://c"),
    ]
    assert printed(*entries) == (
        "Hang tight while we grab the latest from your chart repositories...\n"
        '...Successfully got an update from the "a" chart repository\n'
        '...Unable to get an update from the "local" chart repository (http://me:***@b):\n'
        "\tGet it: connection refused\n"
        '...Successfully got an update from the "c\\"" chart repository\n'
        "Update Complete.\n"
    )


def test_without_repositories_nothing_is_said() -> None:
    assert printed() == ""


def test_a_repository_that_nothing_can_fetch_is_an_error() -> None:
    with pytest.raises(RepositoryError, match="Could not find protocol handler"):
        printed(RepositoryEntry("a", "unusable"))
