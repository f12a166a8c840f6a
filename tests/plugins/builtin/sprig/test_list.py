from __future__ import annotations

import math
from typing import Any

import pytest
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.nil import NilSlice, NilStringSlice, is_nil
from pilothouse.core.golib.types import GoError, Int64, IntSlice, StringSlice, Uint8
from pilothouse.plugins.builtin.sprig.list import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def error_of(name: str, *arguments: Any) -> str:
    with pytest.raises(GoError) as raised:
        call(name, *arguments)
    return str(raised.value)


ONE_LIST = ("append", "compact", "first", "initial", "last", "prepend", "push", "rest", "reverse", "uniq", "without")


def test_what_is_no_list_is_named_by_its_kind() -> None:
    messages = {
        name: error_of(name, {"a": 1}, *([1] if name in ("append", "prepend", "push") else [])) for name in ONE_LIST
    }
    assert messages == {
        "append": "Cannot push on type map",
        "compact": "Cannot compact on type map",
        "first": "Cannot find first on type map",
        "initial": "Cannot find initial on type map",
        "last": "Cannot find last on type map",
        "prepend": "Cannot prepend on type map",
        "push": "Cannot push on type map",
        "rest": "Cannot find rest on type map",
        "reverse": "Cannot find reverse on type map",
        "uniq": "Cannot find uniq on type map",
        "without": "Cannot find without on type map",
    }
    assert [error_of("concat", [1], "a"), error_of("has", 1, 2.5), error_of("slice", "abc", 1)] == [
        "Cannot concat type string as list",
        "Cannot find has on type float64",
        "list should be type of slice or array but string",
    ]


def test_nil_is_a_nil_pointer_except_for_has() -> None:
    assert {error_of(name, None) for name in ("first", "rest", "concat", "slice", "uniq")} == {
        "runtime error: invalid memory address or nil pointer dereference"
    }
    assert call("has", 1, None) is False


def test_lists_are_copied_and_typed_slices_become_plain() -> None:
    given = ["a", "b", "c"]
    results = [
        call("append", given, 1),
        call("prepend", given, 1),
        call("rest", given),
        call("initial", given),
        call("reverse", given),
        call("concat", StringSlice(["x"]), IntSlice([1]), b"a"),
    ]
    assert results == [["a", "b", "c", 1], [1, "a", "b", "c"], ["b", "c"], ["a", "b"], ["c", "b", "a"], ["x", 1, 97]]
    assert given == ["a", "b", "c"]
    assert results[-1][2].__class__ is Uint8


def test_nothing_is_nil_where_go_says_nil() -> None:
    results = [call("rest", []), call("initial", []), call("concat"), call("concat", [], StringSlice())]
    assert [result.__class__ for result in results] == [NilSlice] * 4
    assert [call("first", []), call("last", []), call("slice", [], 0, 1)] == [None, None, None]
    assert [is_nil(call(name, [])) for name in ("reverse", "uniq", "compact", "without")] == [False] * 4


def test_comparing_looks_at_types() -> None:
    mixed: list[Any] = [1, 1.0, Int64(1), "1", True, 1, None, None, [1], [1], [1.0], {"a": 1}, {"a": 1}]
    assert call("uniq", mixed) == [1, 1.0, Int64(1), "1", True, None, [1], [1.0], {"a": 1}]
    assert call("without", mixed, 1, None, [1]) == [1.0, Int64(1), "1", True, [1.0], {"a": 1}, {"a": 1}]
    assert [call("has", needle, [3.0, "x"]) for needle in (3, 3.0, Int64(3), "x")] == [False, True, False, True]
    assert [call("has", NilStringSlice(), [StringSlice()]), call("has", [3], [[3]])] == [False, True]


def test_not_a_number_is_unique_every_time() -> None:
    assert len(call("uniq", [math.nan, math.nan])) == 2
    assert call("has", math.nan, [math.nan]) is False


def test_compact_drops_what_is_empty() -> None:
    assert call("compact", [0, 1, "", "a", False, True, None, [], {}, 0.0, "0", NilSlice()]) == [1, "a", True, "0"]


def test_slice_converts_its_bounds_and_keeps_the_type() -> None:
    given = ["a", "b", "c"]
    assert [call("slice", given, 1), call("slice", given, "1", 2.9), call("slice", given)] == [["b", "c"], ["b"], given]
    assert call("slice", StringSlice(["a", "b"]), 1).__class__ is StringSlice
    assert call("slice", b"abc", 1, 2) == b"b"


def test_slice_reaches_up_to_the_capacity() -> None:
    exact = call("list", 1, 2, 3)
    assert call("slice", ["a", "b", "c"], 0, 4) == ["a", "b", "c", None]
    assert call("slice", call("append", call("list", 1, 2), 3), 0, 4) == [1, 2, 3, None]
    assert call("slice", call("slice", exact, 0, 1), 0, 3) == [1, 2, 3]
    assert call("slice", call("until", 3), 0, 4) == [0, 1, 2, 0]
    assert {error_of("slice", exact, 0, 4), error_of("slice", exact, -1), error_of("slice", exact, 2, 1)} == {
        "reflect.Value.Slice: slice index out of bounds"
    }


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ((10, 0, -3), [10, 7, 4, 1]),
        ((0, 6, 3), [0, 3]),
        ((4, 4, 1), []),
        ((0, 5, -1), []),
        ((5, 0, 0), []),
        ((5, 0, 1), []),
    ],
)
def test_until_step_counts_towards_the_end(arguments: tuple[int, int, int], numbers: list[int]) -> None:
    result = call("untilStep", *arguments)
    assert (result, result.__class__) == (numbers, IntSlice)


def test_until_counts_in_both_directions_within_limits() -> None:
    assert [call("until", 3), call("until", -3), call("until", 0)] == [[0, 1, 2], [0, -1, -2], []]
    for name, arguments in (("until", (1_000_000_000,)), ("untilStep", (0, -(1 << 62), -1))):
        with pytest.raises(LimitError):
            call(name, *arguments)


def test_doubling_a_list_ends() -> None:
    items = [0] * 4_000_000
    with pytest.raises(LimitError):
        call("concat", items, items)
