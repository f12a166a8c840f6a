"""Writing YAML: styles, order, indentation, folding."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib import yaml
from pilothouse.core.golib.nil import NilMap, NilSlice
from pilothouse.core.golib.types import Duration, Int64, StringMap, StringSlice, Struct
from pilothouse.core.golib.yaml import YamlError


class Version(Struct):
    """A struct with two fields, not in the order of their names."""

    go_fields: ClassVar[dict[str, str]] = {"Minor": "minor", "Major": "major"}
    __slots__ = ("major", "minor")

    def __init__(self) -> None:
        self.major = "1"
        self.minor = 14


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null\n"),
        (True, "true\n"),
        ({}, "{}\n"),
        ([], "[]\n"),
        ([NilMap(), NilSlice()], "- null\n- null\n"),
        ({"a": {}, "b": [], "c": None}, "a: {}\nb: []\nc: null\n"),
        ({"a": [1, {"x": 1, "w": [2]}]}, "a:\n- 1\n- w:\n  - 2\n  x: 1\n"),
        ([[1, 2], [[3]]], "- - 1\n  - 2\n- - - 3\n"),
        ({"a\nb": 1, "k" * 129: [1]}, "? |-\n  a\n  b\n: 1\n? " + "k" * 129 + "\n: - 1\n"),
        ({"a": "x\ny\n", "b": ["x\n\n"]}, "a: |\n  x\n  y\nb:\n- |+\n  x\n\n"),
        ("  x\ny", "|2-\n    x\n  y\n"),
        ("a\u2028b\u2029", "'a\u2028  b\u2029'\n"),
        ({"k": "a\nb\u2028"}, "k: |\n  a\n  b\u2028\n".removesuffix("\n")),
    ],
)
def test_collections_and_blocks(value: Any, text: str) -> None:
    assert yaml.dump(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("abc", "abc"),
        ("", '""'),
        ("yes", '"yes"'),
        ("5", '"5"'),
        ("2020-01-02", '"2020-01-02"'),
        ("1:30", '"1:30"'),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("a#b", "a#b"),
        ("-", "'-'"),
        ("-x", "-x"),
        ("it's: x", "'it''s: x'"),
        (" x", "' x'"),
        ("*", "'*'"),
        ("---", "'---'"),
        ("<<", "<<"),
        ("\t", '"\\t"'),
        ("a\x01", '"a\\x01"'),
        ("é", "é"),
        ("a\xa0b", "a\xa0b"),
        ("😀", '"\\U0001F600"'),
        ("\ufeffa", '"\\uFEFF\\x61"'),
        ("a\n ", '"a\\n "'),
        ("a \nb", '"a \\nb"'),
        ("a\x85b", "a b"),
        ("\udc80", "\ufffd"),
    ],
)
def test_strings(value: str, text: str) -> None:
    assert yaml.dump(value) == text + "\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (1e6, "1000000"),
        (1234567.5, "1.2345675e+06"),
        (123456.5, "123456.5"),
        (1e20, "1e+20"),
        (1e-5, "1e-05"),
        (9007199254740993.0, "9007199254740992"),
        (9.3e18, "9300000000000000000"),
        (1.9e19, "1.9e+19"),
        (-9.3e18, "-9.3e+18"),
        (7, "7"),
        (Int64(-3), "-3"),
        (Duration(5), "5"),
        ((1 << 64) - 1, "18446744073709551615"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert yaml.dump(value) == text + "\n"


def test_go_values_become_what_json_makes_of_them() -> None:
    value = {"s": Version(), "b": b"hi", "l": StringSlice(["x"]), "m": StringMap({"k": "v"})}
    assert yaml.dump(value) == 'b: aGk=\nl:\n- x\nm:\n  k: v\ns:\n  Major: "1"\n  Minor: 14\n'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("w" * 77 + " - x y", "w" * 77 + " - x\n  y"),
        ("w" * 81 + " x y", "w" * 81 + "\n  x y"),
        ({"k": ["w" * 79 + " x"]}, "k:\n- " + "w" * 79 + "\n  x"),
        ("w" * 81 + "  x y", "w" * 81 + "  x\n  y"),
        ("w" * 81 + '  x y "q"', "w" * 81 + '  x\n  y "q"'),
        ("w" * 81 + " x '", "w" * 81 + "\n  x '"),
        ("w: " + "w" * 81 + " x ", "'w: " + "w" * 81 + "\n  x '"),
        ("\t" + "w" * 81 + "   x", '"\\t' + "w" * 81 + '\n  \\  x"'),
    ],
)
def test_lines_are_broken_at_spaces_beyond_column_80(value: Any, text: str) -> None:
    assert yaml.dump(value) == text + "\n"


def test_what_json_does_not_have_is_an_error() -> None:
    for value, said in (({"b": math.nan, "a": math.inf}, "+Inf"), ([-math.inf], "-Inf")):
        with pytest.raises(YamlError) as caught:
            yaml.dump(value)
        assert str(caught.value) == f"error marshaling into JSON: json: unsupported value: {said}"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("a\x7f", "yaml: control characters are not allowed"),
        ({"a\x85b": 1}, "yaml: line 1: did not find expected ',' or '}'"),
        ({"k" * 1100: 1}, "yaml: did not find expected ',' or '}'"),
    ],
)
def test_what_go_cannot_read_back_from_json_is_an_error(value: Any, error: str) -> None:
    with pytest.raises(YamlError) as caught:
        yaml.dump(value)
    assert str(caught.value) == f"error converting JSON to YAML: {error}"


def test_values_that_contain_themselves_are_a_declared_error() -> None:
    value: dict[str, Any] = {}
    value["self"] = [value]
    with pytest.raises(YamlError, match="exceeded max depth"):
        yaml.dump(value)


WORDS = st.lists(
    st.sampled_from(
        ["a", "word", "longer-word", " ", "  ", ": ", " #", "'", '"', "\\", "-", "- ", "\n", "\n\n", "é", "😀", "\t",
         "1", "yes", "~", "{", "[", ",", "&", "*", "!", "|", ">", "%", "@", "?", "\u2028", "\xa0", "\x01", "."]
    ),
    max_size=40,
).map("".join)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    text = yaml.dump(value)
    if "\u2028" not in text:
        assert yaml.load(text) == value
