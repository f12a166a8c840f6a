from __future__ import annotations

from typing import Any

from pilothouse.core.golib.types import Int64, StringMap, StringSlice, Struct
from pilothouse.plugins.builtin.sprig.reflect import FUNCTIONS


class Pointer(Struct):
    __slots__ = ()
    go_type = "chart.Metadata"
    go_pointer = True


VALUES: tuple[Any, ...] = (None, "a", 1, Int64(1), 1.5, True, [], {}, StringSlice(), StringMap(), b"", Pointer())


def test_types_and_kinds_have_gos_names() -> None:
    assert [(FUNCTIONS["typeOf"].function(value), FUNCTIONS["kindOf"].function(value)) for value in VALUES] == [
        ("<nil>", "invalid"),
        ("string", "string"),
        ("int", "int"),
        ("int64", "int64"),
        ("float64", "float64"),
        ("bool", "bool"),
        ("[]interface {}", "slice"),
        ("map[string]interface {}", "map"),
        ("[]string", "slice"),
        ("map[string]string", "map"),
        ("[]uint8", "slice"),
        ("*chart.Metadata", "ptr"),
    ]


def test_a_pointer_is_like_its_type() -> None:
    targets = ("chart.Metadata", "*chart.Metadata", "ptr")
    assert {
        name: [FUNCTIONS[name].function(target, Pointer()) for target in targets]
        for name in ("typeIs", "typeIsLike", "kindIs")
    } == {
        "typeIs": [False, True, False],
        "typeIsLike": [True, True, False],
        "kindIs": [False, False, True],
    }


def test_deep_equal_compares_types_too() -> None:
    equal = FUNCTIONS["deepEqual"].function
    assert [equal([1, {"a": None}], [1, {"a": None}]), equal(1, 1.0), equal(StringSlice(["a"]), ["a"])] == [
        True,
        False,
        False,
    ]
