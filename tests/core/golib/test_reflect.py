from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import limits
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.nil import NilMap, NilSlice, NilStringSlice
from pilothouse.core.golib.reflect import deep_copy, deep_equal, elements
from pilothouse.core.golib.slices import full, reslice
from pilothouse.core.golib.types import Int32, Int64, StringMap, StringSlice, Struct, Uint8


class Point(Struct):
    __slots__ = ("label", "x")
    go_type = "draw.Point"
    go_fields = {"X": "x", "label": "label"}

    def __init__(self, x: Any, label: str) -> None:
        self.x = x
        self.label = label


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.integers(-3, 3).map(Int64),
        st.floats(allow_nan=False),
        st.text(max_size=3),
        st.just(NilMap()),
        st.just(NilSlice()),
        st.lists(st.text(max_size=2), max_size=2).map(StringSlice),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=12,
)


@given(VALUES)
def test_a_copy_is_equal_and_shares_nothing(value: Any) -> None:
    copy = deep_copy(value)
    assert deep_equal(value, copy)
    if isinstance(value, (dict, list)) and value:
        assert copy is not value
        value.clear()
        assert not deep_equal(value, copy)


def test_every_go_type_is_different() -> None:
    values = [1, Int64(1), Int32(1), 1.0, True, "1", b"1", [1], ["1"], StringSlice(["1"]), {"1": "1"}, None, 1 + 0j]
    values += [StringMap({"1": "1"}), [], NilSlice(), {}, NilMap(), StringSlice(), NilStringSlice(), StringMap()]
    equal = [[deep_equal(left, right) for right in values] for left in values]
    assert equal == [[row == column for column in range(len(values))] for row in range(len(values))]


def test_nan_differs_from_itself_but_its_list_does_not() -> None:
    holder = [math.nan]
    assert [deep_equal(math.nan, math.nan), deep_equal(holder, [math.nan]), deep_equal(holder, holder)] == [
        False,
        False,
        True,
    ]


def test_structs_are_compared_by_fields() -> None:
    assert [
        deep_equal(Point([1], "a"), Point([1], "a")),
        deep_equal(Point([1], "a"), Point([1.0], "a")),
        deep_equal(Point(1, "a"), 1),
    ] == [True, False, False]


def test_values_that_hold_themselves_can_be_compared() -> None:
    left: list[Any] = [1]
    left.append(left)
    right: list[Any] = [1]
    right.append(right)
    assert deep_equal(left, right)


def test_copying_zeroes_fields_that_are_not_exported() -> None:
    original = Point([1], "a")
    copy = deep_copy(original)
    assert (copy.x, copy.label, copy.x is original.x, original.label) == ([1], "", False, "a")


def test_copying_keeps_types_and_capacity() -> None:
    copy = deep_copy(
        {"strings": StringSlice(["a"]), "nil": NilSlice(), "map": StringMap(a="b"), "full": full([1, 2, 3])}
    )
    assert {key: value.__class__.__name__ for key, value in copy.items()} == {
        "strings": "StringSlice",
        "nil": "NilSlice",
        "map": "StringMap",
        "full": "ArraySlice",
    }
    assert reslice(deep_copy(reslice([1, 2, 3], 0, 1)), 0, 4) == [1, None, None, None]


def test_hostile_values_end_in_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ITEMS", 10_000)
    cycle: dict[str, Any] = {}
    cycle["self"] = cycle
    doubled: list[Any] = []
    for _ in range(40):
        doubled = [doubled, doubled]
    deep: list[Any] = []
    other: list[Any] = []
    for _ in range(5000):
        deep, other = [deep], [other]
    for value in (cycle, doubled, deep):
        with pytest.raises(LimitError):
            deep_copy(value)
    with pytest.raises(LimitError):
        deep_equal(deep, other)


def test_elements_of_slices_only() -> None:
    assert [elements(value) for value in (["a"], StringSlice(["b"]), b"c", "d", {"e": 1}, None)] == [
        ["a"],
        ["b"],
        [99],
        None,
        None,
        None,
    ]
    assert elements(b"c")[0].__class__ is Uint8  # type: ignore[index]
