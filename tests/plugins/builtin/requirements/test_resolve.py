from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError, RequirementsError
from pilothouse.core.model.chart import Metadata
from pilothouse.core.model.repository import ChartVersion, RepositoryEntry
from pilothouse.core.model.requirements import Dependency
from pilothouse.plugins.builtin.requirements.repositories import OpenedIndexes, Wanted
from pilothouse.plugins.builtin.requirements.resolve import resolve

ENTRY = RepositoryEntry("main", "http://x")


class Index:
    """Has one chart, `a`; versions after a slash have no address. And `none`, which has no version."""

    def __init__(self, *versions: str) -> None:
        self._versions = versions

    def names(self) -> list[str]:
        return ["a", "none"]

    def versions(self, name: str) -> list[ChartVersion]:
        if name != "a":
            return []
        return [ChartVersion(Metadata("a", one.strip("/")), [] if one[0] == "/" else ["u"]) for one in self._versions]


class Service:
    """Opens an index, and counts how often."""

    def __init__(self, index: Index | None) -> None:
        self.opened = 0
        self._index = index

    def entries(self) -> Sequence[RepositoryEntry]:
        return [ENTRY]

    def index(self, entry: RepositoryEntry) -> Any:
        assert entry == ENTRY
        if self._index is None:
            raise RepositoryError("open x: no such file or directory", hint="h")
        self.opened += 1
        return self._index


def indexes(index: Index | None) -> Any:
    service: Any = Service(index)
    return OpenedIndexes(service)


def wanted(
    version: str, name: str = "a", repository: str = "http://x", entry: RepositoryEntry | None = ENTRY
) -> Wanted:
    return Wanted(Dependency(name, version, repository), entry)


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ("*", "v1.2"),
        ("~0.1", "0.1.5"),
        ("1.0.0", "1.0.0"),
        (">0.0.0-0", "2.0.0-rc.1"),
        ("=0.1.5", "0.1.5"),
    ],
)
def test_the_newest_version_that_fits_is_taken_as_it_is_written(constraint: str, version: str) -> None:
    offered = Index("2.0.0-rc.1", "/1.3.0", "v1.2", "1.0.0", "0.1.5", "0.1", "what")
    (found,) = resolve("/nowhere", [wanted(constraint)], indexes(offered))
    assert (found.name, found.version, found.repository) == ("a", version, "http://x")


def test_an_index_is_opened_once() -> None:
    opened = indexes(Index("1.0.0"))
    resolve("/nowhere", [wanted("1"), wanted("*")], opened)
    assert opened.service.opened == 1


def test_constraints_of_unregistered_repositories_stay(tmp_path: Path) -> None:
    (tmp_path / "charts" / "here").mkdir(parents=True)
    items = [
        wanted("~1.0", entry=None),
        wanted("what ever", repository="file://charts", entry=None),
        wanted("", "here", "", None),
    ]
    found = resolve(str(tmp_path), items, indexes(None))
    assert [(one.name, one.version, one.repository) for one in found] == [
        ("a", "~1.0", "http://x"),
        ("a", "what ever", "file://charts"),
        ("here", "", ""),
    ]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (
            [wanted("9"), wanted("1"), wanted("1", "none")],
            "Can't get a valid version for repositories a, none. Try changing the version constraint in "
            "requirements.yaml",
        ),
        ([wanted("1", "b")], "b chart not found in repo http://x"),
        ([wanted("")], 'dependency "a" has an invalid version/constraint format: improper constraint: '),
        ([wanted("no no", entry=None)], 'dependency "a" has an invalid version/constraint format: improper constraint: '
         "no no"),
        ([wanted("1", "here", "", None)], "directory /nowhere/charts/here not found"),
        ([wanted("1", "\0", "", None)], "stat /nowhere/charts/\0: invalid argument"),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_an_error(items: list[Wanted], message: str) -> None:
    with pytest.raises(RequirementsError) as caught:
        resolve("/nowhere", items, indexes(Index("1.0.0")))
    assert caught.value.message == message


def test_a_chart_of_a_similar_name_is_named() -> None:
    with pytest.raises(RequirementsError) as caught:
        resolve("/nowhere", [wanted("1", "nne")], indexes(Index("1.0.0")))
    assert caught.value.hint == "there is none"


def test_an_index_that_cannot_be_opened_is_an_error() -> None:
    with pytest.raises(RequirementsError) as caught:
        resolve("/nowhere", [wanted("1")], indexes(None))
    expected = "no cached repo found. (try 'helm repo update'). open x: no such file or directory"
    assert (caught.value.message, caught.value.hint) == (expected, "h")


def test_what_there_is_instead_is_told() -> None:
    offered = Index("6.0.0", "5.0.0", "/4.5.0", "4.0.0", "3.0.0", "2.0.0", "1.0.0")
    with pytest.raises(RequirementsError) as caught:
        resolve("/nowhere", [wanted("9"), wanted("1", "none")], indexes(offered))
    assert caught.value.details == (
        "a 9 is required, http://x has 6.0.0, 5.0.0, 4.0.0, 3.0.0, 2.0.0, …",
        "none 1 is required, http://x has none",
    )
