from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.nil import is_nil
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.helm_functions.encoding import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def test_values_are_written_in_three_formats() -> None:
    value = {"b": [1.0, "x"], "a": {"k": True}}
    assert [call(name, value) for name in ("toYaml", "toJson")] == [
        "a:\n  k: true\nb:\n- 1\n- x\n",
        '{"a":{"k":true},"b":[1,"x"]}',
    ]
    assert call("toToml", {"a": {"k": True}}) == "[a]\n  k = true\n"


def test_what_cannot_be_written_is_empty() -> None:
    assert [call(name, {"a": float("inf")}) for name in ("toYaml", "toJson")] == ["", ""]


def test_what_toml_cannot_hold_is_the_text_of_the_error() -> None:
    assert call("toToml", [1.0]) == "toml: top-level values must be Go maps or structs"


def test_what_makes_the_toml_library_panic_is_an_error() -> None:
    with pytest.raises(GoError, match=r"^reflect: call of reflect\.Value\.Interface on zero Value$"):
        call("toToml", None)


def test_texts_are_read_into_maps_with_floats() -> None:
    assert [call("fromYaml", "a: 1\nb: on"), call("fromJson", '{"a": 1, "b": true}')] == [{"a": 1.0, "b": True}] * 2
    assert type(call("fromJson", '{"a": 1}')["a"]) is float


def test_an_empty_document_is_an_empty_map_and_a_json_null_is_nil() -> None:
    assert [call("fromYaml", text) for text in ("", "# nothing", "null")] == [{}, {}, {}]
    assert is_nil(call("fromJson", "null"))


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("fromJson", "", "unexpected end of JSON input"),
        ("fromJson", "[1]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        (
            "fromYaml",
            "- a",
            "error unmarshaling JSON: while decoding JSON: "
            "json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        (
            "fromYaml",
            "a: 1\n b: 2",
            "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
        ),
    ],
)
def test_what_cannot_be_read_is_a_map_with_the_error(name: str, text: str, error: str) -> None:
    assert call(name, text) == {"Error": error}


def test_a_number_that_is_too_large_leaves_the_other_members() -> None:
    assert call("fromJson", '{"a": 1e400, "b": 2}') == {
        "a": None,
        "b": 2.0,
        "Error": "json: cannot unmarshal number 1e400 into Go value of type float64",
    }
