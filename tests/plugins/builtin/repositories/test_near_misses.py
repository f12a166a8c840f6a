from __future__ import annotations

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.chart import Metadata
from pilothouse.core.model.repository import ChartVersion
from pilothouse.core.repository_index import DerivedIndex
from pilothouse.plugins.builtin.repositories.near_misses import near_misses


class Shelf(DerivedIndex):
    def __init__(self, **charts: str) -> None:
        self._charts = charts

    def names(self) -> list[str]:
        return sorted(self._charts)

    def versions(self, name: str) -> list[ChartVersion]:
        return [ChartVersion(Metadata(name, one.strip("-")), []) for one in self._charts.get(name, "").split()]


class Away(DerivedIndex):
    def versions(self, name: str) -> list[ChartVersion]:
        raise RepositoryError("the server is away")


@pytest.mark.parametrize(
    ("chart", "version", "hint"),
    [
        ("ngnix", "", "there is nginx"),
        ("kafka", "", ""),
        ("damaged", "", ""),
        ("nginx", "9", "versions of nginx: 2.0.0, 1.0.0"),
        ("redis", "9", "versions of redis: 6.0.0, 5.0.0, 4.0.0, 3.0.0, 2.0.0, …"),
        ("beta", "", "versions of beta: 1.0.0-rc1; --devel takes pre-releases"),
    ],
)
def test_what_an_index_has_instead_is_named(chart: str, version: str, hint: str) -> None:
    shelf = Shelf(nginx="2.0.0 1.0.0", redis="6.0.0 5.0.0 4.0.0 3.0.0 2.0.0 1.0.0", beta="1.0.0-rc1", damaged="-")
    assert near_misses(shelf, chart, version) == hint


def test_an_index_that_cannot_say_is_no_second_error() -> None:
    assert near_misses(Away(), "nginx", "1.0.0") == ""
