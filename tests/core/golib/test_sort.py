from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib.sort import sort


@given(st.lists(st.integers(0, 20), max_size=300))
def test_the_result_is_sorted_and_nothing_is_lost(numbers: list[int]) -> None:
    expected = sorted(numbers)
    sort(numbers, lambda number: number)
    assert numbers == expected


def test_equal_elements_six_apart_change_places_as_in_go() -> None:
    names = ["aardvark-1", "b", "tiny-1", "c", "d", "e", "aardvark-2"]
    sort(names, lambda name: name.partition("-")[0])
    assert names == ["aardvark-1", "aardvark-2", "b", "c", "d", "e", "tiny-1"]
    pairs = [("b", 1), ("a", 1), ("b", 2), ("a", 2), ("a", 3), ("a", 4), ("a", 5)]
    sort(pairs, lambda pair: pair[0])
    assert pairs == [("a", 5), ("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 2), ("b", 1)]


@pytest.mark.parametrize("size", [0, 1, 2, 12, 13, 40, 41, 1000])
def test_killers_of_quicksort_end_in_time(size: int) -> None:
    for numbers in ([0] * size, list(range(size)), list(range(size, 0, -1)), [n % 2 for n in range(size)]):
        expected = sorted(numbers)
        sort(numbers, lambda number: number)
        assert numbers == expected
    shuffled = random.Random(5).sample(range(size), size)
    sort(shuffled, lambda number: number)
    assert shuffled == list(range(size))
