from __future__ import annotations

import pytest
from pilothouse.core.golib.slices import ArraySlice, full, grown, reslice
from pilothouse.core.golib.types import GoError, IntSlice, StringSlice, kind_name, type_name


def test_a_plain_list_has_room_up_to_the_next_power_of_two() -> None:
    capacities = []
    for length in range(1, 10):
        end = length
        while True:
            try:
                reslice([0] * length, 0, end + 1)
            except GoError:
                break
            end += 1
        capacities.append(end)
    assert capacities == [1, 2, 4, 4, 8, 8, 8, 8, 16]


def test_what_lies_behind_a_slice_comes_back() -> None:
    part = reslice(full([1, 2, 3]), 1, 2)
    assert (part, reslice(part, 0, 2), type_name(part), kind_name(part)) == ([2], [2, 3], "[]interface {}", "slice")


def test_lists_that_are_as_a_decoder_makes_them_stay_plain() -> None:
    assert [
        full([1, 2]).__class__,
        full([1, 2, 3]).__class__,
        grown([1, 2, 3], 4).__class__,
        grown([1] * 6, 10).__class__,
    ] == [
        list,
        ArraySlice,
        list,
        ArraySlice,
    ]
    assert [full([0] * 2000).__class__, grown([0] * 2000, 4000).__class__] == [list, list]


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 4)])
def test_bounds_outside_the_array_are_an_error(start: int, end: int) -> None:
    for value in (full([1, 2, 3]), StringSlice(["a", "b", "c"]), b"abc"):
        with pytest.raises(GoError) as raised:
            reslice(value, start, end)
        assert str(raised.value) == "reflect.Value.Slice: slice index out of bounds"


def test_typed_slices_keep_their_type() -> None:
    results = [reslice(StringSlice(["a", "b"]), 0, 1), reslice(IntSlice([1, 2, 3]), 2, 4), reslice(b"abc", 1, 3)]
    assert results == [["a"], [3, 0], b"bc"]
    assert [type_name(result) for result in results] == ["[]string", "[]int", "[]uint8"]
