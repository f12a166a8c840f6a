from __future__ import annotations

import pytest
from pilothouse.core.golib.unmarshal import (
    ANY,
    BOOL,
    STRICT_STRING,
    STRING,
    ListType,
    MapType,
    StructType,
    UnmarshalError,
    into_struct,
    unmarshal,
)
from pilothouse.core.golib.yaml import YamlError

INNER = StructType("demo.Inner", {"name": STRING, "kinds": ListType(STRING)})
OUTER = StructType(
    "demo.Outer",
    {
        "name": STRING,
        "active": BOOL,
        "words": ListType(STRING),
        "inner": ListType(INNER, "[]*demo.Inner"),
        "notes": MapType(STRING),
        "free-form": ListType(ANY),
        "nameless": StructType("", {"annotations": MapType(STRING)}),
        "spelt": StructType("struct { Namespace string }", {"Namespace": STRING}),
    },
)
PREFIX = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "


@pytest.mark.parametrize(
    ("scalar", "text"),
    [
        ("12", "12"),
        ("0777", "511"),
        ("0x1F", "31"),
        ("1.10", "1.1"),
        ("1.0", "1"),
        ("1.23456789", "1.2345679"),
        ("12345678.5", "1.2345678e+07"),
        ("16777217", "16777217"),
        ("18446744073709551615", "18446744073709551615"),
        ("yes", "true"),
        ("off", "false"),
        ("'off'", "off"),
        ("2020-01-02", "2020-01-02"),
    ],
)
def test_scalars_become_text_in_a_string_field(scalar: str, text: str) -> None:
    assert unmarshal(f"name: {scalar}\n", OUTER) == {"name": text}


def test_every_type_of_field_is_filled() -> None:
    document = """
    name: m
    active: yes
    words: [a, 1, null, 1.50]
    inner: [{name: 5, kinds: [x]}, null, {}]
    notes: {a: 1, b: true, c: null}
    free-form: [1, {a: 2, b: [3]}, x]
    nameless: {annotations: {k: v}}
    unknown: {deep: [1]}
    """
    assert unmarshal(document, OUTER) == {
        "name": "m",
        "active": True,
        "words": ["a", "1", "", "1.5"],
        "inner": [{"name": "5", "kinds": ["x"]}, None, {}],
        "notes": {"a": "1", "b": "true", "c": ""},
        "free-form": [1.0, {"a": 2.0, "b": [3.0]}, "x"],
        "nameless": {"annotations": {"k": "v"}},
    }


def test_nulls_and_empty_documents_set_nothing() -> None:
    assert unmarshal("name: null\nwords: ~\ninner:\n", OUTER) == {}
    assert unmarshal("", OUTER) == {}
    assert unmarshal("null", OUTER) == {}


def test_field_names_match_regardless_of_case_and_the_exact_one_comes_last_in_json() -> None:
    assert unmarshal("NAME: a\nWord\u017f: [x]\nnotes: {a: b}\nNotes: {c: d}\n", OUTER) == {
        "name": "a",
        "words": ["x"],
        "notes": {"a": "b", "c": "d"},
    }
    assert unmarshal("name: exact\nName: folded\n", OUTER) == {"name": "exact"}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("[a]", "array into Go value of type demo.Outer"),
        ("text", "string into Go value of type demo.Outer"),
        ("5", "number into Go value of type demo.Outer"),
        ("name: [a]", "array into Go struct field Outer.name of type string"),
        ("spelt: x", "string into Go struct field Outer.spelt of type struct { Namespace string }"),
        ("spelt: {namespace: [a]}", "array into Go struct field .spelt.Namespace of type string"),
        ("active: 'yes'", "string into Go struct field Outer.active of type bool"),
        ("active: 1", "number into Go struct field Outer.active of type bool"),
        ("words: a", "string into Go struct field Outer.words of type []string"),
        ("words: true", "bool into Go struct field Outer.words of type []string"),
        ("words: [{a: b}]", "object into Go struct field Outer.words of type string"),
        ("inner: {a: b}", "object into Go struct field Outer.inner of type []*demo.Inner"),
        ("inner: [1]", "number into Go struct field Outer.inner of type demo.Inner"),
        ("inner: [{kinds: x}]", "string into Go struct field Inner.inner.kinds of type []string"),
        ("notes: [a]", "array into Go struct field Outer.notes of type map[string]string"),
        ("notes: {a: [b]}", "array into Go struct field Outer.notes of type string"),
        (
            "nameless: {annotations: {a: {b: c}}}",
            "object into Go struct field .nameless.annotations of type string",
        ),
        ("words: a\nname: [b]", "array into Go struct field Outer.name of type string"),
    ],
)
def test_the_first_value_in_key_order_that_does_not_fit_is_named(document: str, problem: str) -> None:
    with pytest.raises(UnmarshalError) as caught:
        unmarshal(document, OUTER)
    assert str(caught.value) == PREFIX + problem


def test_text_that_is_no_yaml_is_reported_as_the_conversion_s_error() -> None:
    with pytest.raises(YamlError) as caught:
        unmarshal("a: [", OUTER)
    assert str(caught.value) == "error converting YAML to JSON: yaml: line 1: did not find expected node content"


def test_a_value_that_is_nested_without_end_is_an_error() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(UnmarshalError) as caught:
        into_struct({"free-form": [loop]}, OUTER)
    assert str(caught.value) == "error unmarshaling JSON: while decoding JSON: exceeded max depth"


def test_a_strict_string_takes_no_numbers_and_booleans() -> None:
    strict = StructType("demo.Strict", {"name": STRICT_STRING})
    assert unmarshal("name: '1.10'", strict) == {"name": "1.10"}
    for value, kind in (("1.10", "number"), ("yes", "bool")):
        with pytest.raises(UnmarshalError) as failure:
            unmarshal(f"name: {value}", strict)
        assert str(failure.value).endswith(f"cannot unmarshal {kind} into Go struct field Strict.name of type string")


def test_infinities_and_nan_are_text_where_a_string_is_wanted() -> None:
    read = unmarshal("name: .inf\nwords: [-.inf, .nan]\nnotes: {a: .INF}\ninner: [{name: .NaN}]\n", OUTER)

    assert read == {
        "name": "+Inf",
        "words": ["-Inf", "NaN"],
        "notes": {"a": "+Inf"},
        "inner": [{"name": "NaN"}],
    }


@pytest.mark.parametrize("text", ["active: .inf\n", "name: .nan\nunknown: .inf\n", "free-form: [.inf]\n"])
def test_infinities_anywhere_else_are_refused(text: str) -> None:
    with pytest.raises(YamlError) as caught:
        unmarshal(text, OUTER)

    assert str(caught.value) == "error converting YAML to JSON: json: unsupported value: +Inf"
