from __future__ import annotations

from typing import Any

from pilothouse.core.golib.nil import NilMap
from pilothouse.core.golib.types import Int64, Struct
from pilothouse.plugins.builtin.sprig.defaults import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


EMPTY: list[Any] = [None, "", 0, 0.0, Int64(0), False, [], {}, b"", 0j, NilMap()]
FILLED: list[Any] = [" ", "0", "false", -1, float("nan"), [0], {"a": None}, Struct(), 1j]


def test_empty_is_what_has_no_content() -> None:
    assert [call("empty", value) for value in EMPTY + FILLED] == [True] * len(EMPTY) + [False] * len(FILLED)


def test_default_and_coalesce_skip_what_is_empty() -> None:
    assert [call("default", "D", value) for value in EMPTY] == ["D"] * len(EMPTY)
    assert [call("default", "D", value) is value for value in FILLED] == [True] * len(FILLED)
    assert [call("default", "D"), call("coalesce", *EMPTY), call("coalesce", 0, "a", "b"), call("coalesce")] == [
        "D",
        None,
        "a",
        None,
    ]


def test_ternary_chooses() -> None:
    assert [call("ternary", "yes", "no", True), call("ternary", "yes", "no", False)] == ["yes", "no"]
