from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import semver
from pilothouse.plugins.builtin.repositories.version_order import newest_first, shadowed, sort_as_go


def versions(*texts: str) -> list[dict[str, Any]]:
    return [{"version": text, "urls": [str(number)]} for number, text in enumerate(texts)]


def texts(fields: list[dict[str, Any]]) -> list[str]:
    return [version.get("version", "") for version in fields]


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        (["1.0.0", "10.0.0", "2.0.0"], ["10.0.0", "2.0.0", "1.0.0"]),
        (["1.0.0-rc.1", "1.0.0", "1.0.0-alpha", "1.0.0-rc.10"], ["1.0.0", "1.0.0-rc.10", "1.0.0-rc.1", "1.0.0-alpha"]),
        (["v1.2.3", "1.2", "2"], ["2", "v1.2.3", "1.2"]),
        (["1.0.0+b", "2.0.0+a", "1.5.0"], ["2.0.0+a", "1.5.0", "1.0.0+b"]),
        (["text", "1.0.0", "2.0.0"], ["2.0.0", "1.0.0", "text"]),
        (["1.0.0-01", "1.0.0-x", "1.0.0-2"], ["1.0.0-x", "1.0.0-2", "1.0.0-01"]),
        ([""], [""]),
        ([], []),
    ],
)
def test_versions_are_sorted_newest_first(given: list[str], ordered: list[str]) -> None:
    assert texts(newest_first(versions(*given))) == ordered


PARTS = st.sampled_from(["0", "1", "2", "10", "a", "rc", "x-1"])
TEXTS = st.builds(
    lambda numbers, pre: ".".join(map(str, numbers)) + ("-" + ".".join(pre) if pre else ""),
    st.lists(st.integers(0, 11), min_size=3, max_size=3),
    st.lists(PARTS, max_size=3),
)


@given(st.lists(TEXTS, unique=True))
def test_the_quick_order_is_the_order_of_semver(given: list[str]) -> None:
    ordered = [semver.parse(text) for text in texts(newest_first(versions(*given)))]
    assert all(older.compare(newer) <= 0 for newer, older in pairwise(ordered))
    assert sorted(map(str, ordered)) == sorted(given)


def test_equal_and_unreadable_versions_come_in_the_order_of_gos_sort() -> None:
    given = [f"1.0.0+{number}" for number in range(15)] + ["text"]
    assert texts(newest_first(versions(*given))) == texts(sort_as_go(versions(*given)))
    assert texts(sort_as_go(versions("b", "a", "1.0.0", "c"))) == ["1.0.0", "c", "a", "b"]


def test_of_versions_with_one_text_only_the_first_counts() -> None:
    given = versions("1.0.0", "2.0.0", "1.0.0")
    assert newest_first(given) == [given[1], given[0]]
    assert shadowed(given) == [given[2]]


def test_a_version_that_is_repeated_with_its_archive_shadows_nothing() -> None:
    assert shadowed([{"version": "1.0.0", "urls": ["a"]}, {"version": "1.0.0", "urls": ["a"]}]) == []


def test_a_version_that_is_left_out_is_empty() -> None:
    assert newest_first([{"name": "a"}, {"name": "b"}]) == [{"name": "a"}]
