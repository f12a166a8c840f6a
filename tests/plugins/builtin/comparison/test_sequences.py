from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.plugins.builtin.comparison.sequences import common_blocks

LETTERS = st.lists(st.sampled_from("abcd"), max_size=25)


@settings(max_examples=300, deadline=None)
@given(LETTERS, LETTERS)
def test_blocks_are_equal_and_in_order(before: list[str], after: list[str]) -> None:
    at = other_at = 0
    for start, other_start, length in common_blocks(before, after):
        assert start >= at
        assert other_start >= other_at
        assert before[start : start + length] == after[other_start : other_start + length] != []
        at, other_at = start + length, other_start + length


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("ab"), max_size=12), st.lists(st.sampled_from("ab"), max_size=12))
def test_where_nothing_is_there_once_the_most_is_kept(before: list[str], after: list[str]) -> None:
    before, after = before * 2, after * 2
    most = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for number, item in enumerate(before):
        for other_number, other in enumerate(after):
            kept = most[number][other_number] + 1 if item == other else 0
            most[number + 1][other_number + 1] = max(
                kept, most[number][other_number + 1], most[number + 1][other_number]
            )
    assert sum(length for *_, length in common_blocks(before, after)) == most[-1][-1]


def test_lines_that_are_there_once_hold_the_rest_together() -> None:
    before = ["{", "a", "}", "{", "b", "}"]
    after = ["{", "a", "}", "{", "new", "}", "{", "b", "}"]
    assert common_blocks(before, after) == [(0, 0, 4), (4, 7, 2)]


def test_what_has_nothing_in_common_is_settled_soon() -> None:
    before = [number % 50 for number in range(100_000)]
    after = [number * number % 53 + 50 for number in range(100_000)]
    assert common_blocks(before, after) == []
