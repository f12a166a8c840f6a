from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.nil import NilMap, is_nil
from pilothouse.core.golib.types import GoError, StringSlice
from pilothouse.plugins.builtin.sprig.dict import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def test_dict_makes_text_of_keys_and_fills_up_an_odd_count() -> None:
    assert call("dict", 1, "x", 5000000.0, None, None, 2, [1, 2], 3, "last") == {
        "1": "x",
        "5e+06": None,
        "<nil>": 2,
        "[1 2]": 3,
        "last": "",
    }
    assert [call("dict"), call("dict", "a", 1, "a", 2)] == [{}, {"a": 2}]


def test_set_and_unset_change_the_map_itself() -> None:
    table = {"a": 1, "b": 2}
    assert call("set", table, "c", 3) is table
    assert call("unset", table, "a") is table
    assert call("unset", table, "zz") is table
    assert table == {"b": 2, "c": 3}


def test_a_nil_map_is_empty_and_cannot_be_set() -> None:
    nothing: list[Any] = [None, NilMap()]
    for table in nothing:
        with pytest.raises(GoError) as raised:
            call("set", table, "a", 1)
        assert str(raised.value) == "assignment to entry in nil map"
        assert [call("hasKey", table, "a"), call("values", table), call("keys", table), call("pluck", "a", table)] == [
            False,
            [],
            [],
            [],
        ]
        assert [
            is_nil(call("unset", table, "a")),
            is_nil(call("merge", table)),
            is_nil(call("merge", table, None)),
        ] == [
            True,
            True,
            True,
        ]
        assert [is_nil(call("pick", table, "a")), is_nil(call("omit", table, "a"))] == [False, False]
        assert call("merge", table, {"a": 1}) == {"a": 1}


def test_keys_and_values_come_in_byte_order() -> None:
    table = {"b": 1, "a10": 2, "a2": 3, "É": 4}
    assert call("keys", table, {"a": 0}) == ["a10", "a2", "b", "É", "a"]
    assert call("keys").__class__ is StringSlice
    assert call("values", table) == [2, 3, 1, 4]


def test_pick_omit_and_pluck_leave_the_map_alone() -> None:
    table = {"a": 1, "b": None, "c": {"x": 1}}
    assert [
        call("pick", table, "a", "zz"),
        call("omit", table, "a", "zz"),
        call("pluck", "b", table, {"a": 1}, {"b": 5}),
        [call("hasKey", table, key) for key in ("b", "c.x")],
    ] == [{"a": 1}, {"b": None, "c": {"x": 1}}, [None, 5], [True, False]]
    assert table == {"a": 1, "b": None, "c": {"x": 1}}


def test_deep_copy_shares_no_map_and_refuses_nil() -> None:
    table = {"a": {"b": [1, {"c": 2}]}}
    copy = call("deepCopy", table)
    copy["a"]["b"][1]["c"] = 3
    assert (table, copy) == ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}})
    with pytest.raises(GoError) as raised:
        call("deepCopy", None)
    assert str(raised.value) == "reflect: call of reflect.Value.Type on zero Value"


def test_merge_fills_and_merge_overwrite_replaces_in_place() -> None:
    filled: dict[str, Any] = {"name": "web", "opts": {"debug": False, "level": 3}, "ports": [80]}
    replaced: dict[str, Any] = {"name": "web", "opts": {"debug": False, "level": 3}, "ports": [80]}
    source = {"name": "api", "opts": {"debug": True, "level": None}, "ports": [], "new": {"x": 1}}
    assert call("merge", filled, source) is filled
    assert call("mergeOverwrite", replaced, source) is replaced
    assert filled == {"name": "web", "opts": {"debug": True, "level": 3}, "ports": [80], "new": {"x": 1}}
    assert replaced == {"name": "api", "opts": {"debug": True, "level": 3}, "ports": [], "new": {"x": 1}}
    assert filled["new"] is source["new"]
