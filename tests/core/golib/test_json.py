"""encoding/json, both ways."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib import json
from pilothouse.core.golib.json import JsonError
from pilothouse.core.golib.nil import NilMap, NilSlice, NilStringSlice
from pilothouse.core.golib.types import Int64, StringSlice, Struct


class Point(Struct):
    """A struct whose fields are not in the order of their names."""

    __slots__ = ("x", "y")
    go_fields: ClassVar[dict[str, str]] = {"Y": "y", "X": "x"}

    def __init__(self) -> None:
        self.x = {"b": 1, "a": 2}
        self.y = None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (Int64(5), "5"),
        (1.0, "1"),
        (-0.0, "-0"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-10, "1.5e-10"),
        (5e-324, "5e-324"),
        (0.1, "0.1"),
        (b"hi", '"aGk="'),
        (b"", '""'),
        ({"b": 1, "a": [], "B": {}}, '{"B":{},"a":[],"b":1}'),
        (StringSlice(["x"]), '["x"]'),
        ([NilMap(), NilSlice(), NilStringSlice()], "[null,null,null]"),
        (Point(), '{"Y":null,"X":{"a":2,"b":1}}'),
        ('"\\/\n\r\t\b\x00\x7f', '"\\"\\\\/\\n\\r\\t\\u0008\\u0000\x7f"'),
        ("<&>é😀\u2028\u2029", '"\\u003c\\u0026\\u003eé😀\\u2028\\u2029"'),
        ("a\udc80\udce9b\ufffd", '"a\\ufffd\\ufffdb\ufffd"'),
        ("\udcc3\udca9", '"é"'),
    ],
)
def test_values_as_json_text(value: Any, text: str) -> None:
    assert json.encode(value) == text


def test_html_may_stay_as_it_is() -> None:
    assert json.encode("<&>\u2028", escape_html=False) == '"<&>\\u2028"'


def test_indented_text() -> None:
    value = {"a": [1, {"b": []}], "c": {}}
    assert json.encode(value, indent="  ") == ('{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}')


@pytest.mark.parametrize(("value", "said"), [(math.nan, "NaN"), (math.inf, "+Inf"), (-math.inf, "-Inf")])
def test_numbers_that_json_does_not_have(value: float, said: str) -> None:
    with pytest.raises(JsonError) as caught:
        json.encode([value])
    assert str(caught.value) == f"json: unsupported value: {said}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (' {"a" : [1, -2.5e3, true, false, null, "x"]}\n', {"a": [1.0, -2500.0, True, False, None, "x"]}),
        ('{"a":1,"a":2}', {"a": 2.0}),
        ('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '"\\/\b\f\n\r\té'),
        ('"\\ud83d\\ude00\\ud800x\\udc00"', "😀\ufffdx\ufffd"),
        ('"a\udc80b"', "a\ufffdb"),
    ],
)
def test_json_text_as_values(text: str, value: Any) -> None:
    result = json.decode(text)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "unexpected end of JSON input"),
        ("{", "unexpected end of JSON input"),
        ('"abc', "unexpected end of JSON input"),
        ("[1,", "unexpected end of JSON input"),
        ("{} // c", "invalid character '/' after top-level value"),
        ("01", "invalid character '1' after top-level value"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("{,}", "invalid character ',' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ('"x\ny"', "invalid character '\\n' in string literal"),
        ('"\\x"', "invalid character 'x' in string escape code"),
        ('"\\u12G4"', "invalid character 'G' in \\u hexadecimal character escape"),
        ("-a", "invalid character 'a' in numeric literal"),
        ("1.", "invalid character ' ' after decimal point in numeric literal"),
        ("1e+", "invalid character ' ' in exponent of numeric literal"),
        ("tru", "invalid character ' ' in literal true (expecting 'e')"),
        ("nil", "invalid character 'i' in literal null (expecting 'u')"),
        ("'", "invalid character '\\'' looking for beginning of value"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
        ("1e400", "json: cannot unmarshal number 1e400 into Go value of type float64"),
        ("[" * 100_000, "invalid character '[' exceeded max depth"),
    ],
)
def test_errors_are_worded_as_go_words_them(text: str, error: str) -> None:
    with pytest.raises(JsonError) as caught:
        json.decode(text)
    assert str(caught.value) == error


@pytest.mark.parametrize(
    ("text", "kind"), [("[1]", "array"), ('"s"', "string"), ("5", "number"), ("true", "bool"), ("1e400", "number")]
)
def test_only_objects_go_into_a_map(text: str, kind: str) -> None:
    with pytest.raises(JsonError) as caught:
        json.decode_map(text)
    assert str(caught.value) == f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"


def test_null_is_the_nil_map() -> None:
    assert json.decode_map("null") is None


def test_a_number_too_large_leaves_the_rest_of_the_map() -> None:
    with pytest.raises(JsonError) as caught:
        json.decode_map('{"a": 1e400, "b": 2}')
    assert caught.value.partial == {"a": None, "b": 2.0}


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from([None, "  "]), st.booleans())
def test_what_is_written_reads_back(value: Any, indent: str | None, escape_html: bool) -> None:
    assert json.decode(json.encode(value, escape_html, indent)) == value


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='{}[]:,"\\utrefalsn0123456789.-+eE \n\x01é', max_size=20))
def test_reading_never_fails_but_with_a_json_error(text: str) -> None:
    with suppress(JsonError):
        json.decode(text)
