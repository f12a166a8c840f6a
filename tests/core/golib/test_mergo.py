from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib import limits
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.mergo import MergeError, merge
from pilothouse.core.golib.nil import NilMap, NilSlice
from pilothouse.core.golib.types import GoError, StringMap, Struct


class Pointer(Struct):
    __slots__ = ()
    go_type = "semver.Version"
    go_pointer = True


class Time(Struct):
    __slots__ = ()
    go_type = "time.Time"


class Certificate(Struct):
    __slots__ = ("Cert",)
    go_type = "sprig.certificate"
    go_fields = {"Cert": "Cert"}


def merged(destination: Any, source: Any, *, overwrite: bool = False) -> Any:
    merge(destination, source, overwrite=overwrite)
    return destination


@pytest.mark.parametrize(
    ("destination", "source", "filled", "replaced"),
    [
        ({"s": "", "z": 0}, {"s": "x", "z": 9}, {"s": "x", "z": 9}, {"s": "x", "z": 9}),
        ({"f": True}, {"f": False}, {"f": True}, {"f": False}),
        ({"a": 1}, {"a": None, "b": None}, {"a": 1}, {"a": 1}),
        ({"a": None}, {"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": None}, {"a": 1}, {"a": 1}, {"a": 1}),
        ({"a": 0}, {"a": {"b": 1}}, {"a": 0}, {"a": 0}),
        ({"a": {}}, {"a": 5}, {"a": 5}, {"a": 5}),
        ({"a": {"x": 1}}, {"a": 5}, {"a": {"x": 1}}, {"a": 5}),
        ({"l": [1]}, {"l": [2, 3]}, {"l": [1]}, {"l": [2, 3]}),
        ({"l": []}, {"l": [2]}, {"l": [2]}, {"l": [2]}),
        ({"l": [1]}, {"l": []}, {"l": [1]}, {"l": []}),
        (
            {"a": {"b": {"c": 1}}},
            {"a": {"b": {"c": 2, "d": 3}}},
            {"a": {"b": {"c": 1, "d": 3}}},
            {"a": {"b": {"c": 2, "d": 3}}},
        ),
        ({"a": "x"}, {"a": ""}, {"a": "x"}, {"a": ""}),
        ({"a": 0j}, {"a": 1}, {"a": 0j}, {"a": 1}),
    ],
)
def test_values_fill_or_replace(destination: Any, source: Any, filled: Any, replaced: Any) -> None:
    from copy import deepcopy

    assert merged(deepcopy(destination), source) == filled
    assert merged(destination, source, overwrite=True) == replaced


def test_tables_of_the_source_are_shared() -> None:
    source: dict[str, Any] = {"t": {"x": 1}, "l": [1], "n": NilSlice()}
    result = merged({}, source)
    assert [result[key] is source[key] for key in source] == [True, True, True]


def test_typed_maps_merge_with_plain_ones_as_far_as_their_types_allow() -> None:
    assert merged({"a": {"_0": "q", "_1": 0}}, {"a": StringMap(_0="x", _1="y")}) == {"a": {"_0": "q", "_1": "y"}}
    assert merged({"a": StringMap(_0="x")}, {"a": {"_0": "y"}}) == {"a": {"_0": "x"}}
    assert merged({"a": StringMap(_0="")}, {"a": StringMap(_0="y", _1="z")}) == {"a": {"_0": "y", "_1": "z"}}


@pytest.mark.parametrize(
    ("destination", "source", "message"),
    [
        (
            {"a": StringMap()},
            {"a": {"b": "x"}},
            "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string",
        ),
        (
            {"a": StringMap()},
            {"a": {"b": [1]}},
            "reflect.Value.SetMapIndex: value of type []interface {} is not assignable to type string",
        ),
        ({"a": StringMap(b="x")}, {"a": {"b": [1]}}, "reflect: call of reflect.Value.IsNil on string Value"),
        ({"a": {"b": 1}}, {"a": Pointer()}, "reflect: call of reflect.Value.MapKeys on ptr Value"),
        ({"a": {"b": 1}}, {"a": Time()}, "reflect: call of reflect.Value.MapKeys on struct Value"),
        ({"a": Certificate()}, {"a": {"b": 1}}, "reflect: call of reflect.Value.Field on map Value"),
        ({"a": Pointer()}, {"a": Time()}, "reflect: call of reflect.Value.IsNil on struct Value"),
        ({"a": NilMap()}, {"a": {"b": 1}}, "reflect: reflect.Value.Set using unaddressable value"),
    ],
)
def test_where_go_panics_an_error_says_the_same(destination: Any, source: Any, message: str) -> None:
    with pytest.raises(GoError) as raised:
        merge(destination, source)
    assert (str(raised.value), raised.value.__class__) == (message, GoError)


def test_a_pointer_and_a_table_are_of_different_types() -> None:
    with pytest.raises(MergeError) as raised:
        merge({"a": Pointer()}, {"a": {"b": 1}})
    assert str(raised.value) == "src and dst must be of same type"
    pointer = Pointer()
    assert merged({"a": pointer}, {"a": {"b": 1}}, overwrite=True) == {"a": pointer}


def test_structs_without_exported_fields_stay() -> None:
    time, pointer, version = Time(), Pointer(), Pointer()
    assert merged({"a": time}, {"a": {"b": 1}}) == {"a": time}
    assert merged({"a": pointer}, {"a": version}) == {"a": pointer}
    assert merged({"a": pointer}, {"a": version}, overwrite=True) == {"a": version}


def test_hostile_maps_end_in_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ITEMS", 10_000)

    def unfolding(depth: int) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for _ in range(depth):
            table = {"a": table, "b": table}
        return table

    deep: list[dict[str, Any]] = [{}, {}]
    for _ in range(5000):
        deep = [{"a": table} for table in deep]
    for destination, source in ((unfolding(40), unfolding(40)), deep):
        with pytest.raises(LimitError):
            merge(destination, source)
