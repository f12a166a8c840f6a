from __future__ import annotations

from pilothouse.core.golib.nil import NilMap, NilPointer, NilSlice, NilStringMap, NilStringSlice, is_nil
from pilothouse.core.golib.types import StringSlice, is_true, kind_name, type_name


def test_nil_maps_and_slices_are_empty_values_of_their_types() -> None:
    values = (NilMap(), NilStringMap(), NilSlice(), NilStringSlice())
    assert [(type_name(value), kind_name(value), len(value), is_true(value)) for value in values] == [
        ("map[string]interface {}", "map", 0, False),
        ("map[string]string", "map", 0, False),
        ("[]interface {}", "slice", 0, False),
        ("[]string", "slice", 0, False),
    ]


def test_only_nil_is_nil() -> None:
    assert [is_nil(value) for value in (None, NilMap(), NilSlice(), NilStringSlice(), NilPointer("a.B"))] == [True] * 5
    others: list[object] = [{}, [], StringSlice(), "", 0, False]
    assert [is_nil(value) for value in others] == [False] * 6


def test_a_nil_pointer_has_a_type() -> None:
    pointer = NilPointer("time.Location")
    assert (type_name(pointer), kind_name(pointer), is_true(pointer)) == ("*time.Location", "ptr", False)
