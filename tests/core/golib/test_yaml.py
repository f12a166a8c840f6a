"""Reading YAML: values, kinds of text, and go-yaml's errors."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib import yaml
from pilothouse.core.golib.depth import MAX_DEPTH
from pilothouse.core.golib.yaml import YamlError


def error_of(text: str | bytes) -> str:
    with pytest.raises(YamlError) as caught:
        yaml.to_json_value(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("---\n", None),
        ("text", "text"),
        ("a: 1\nb: [x, 2, {c: ~}]\n", {"a": 1, "b": ["x", 2, {"c": None}]}),
        ("a:\n- 1\n- b: 2\n  c: 3\n-\n  - d\n", {"a": [1, {"b": 2, "c": 3}, ["d"]]}),
        ("- - 1\n  - 2\n- - 3\n", [[1, 2], [3]]),
        ("a: 1\na: 2\n", {"a": 2}),
        ("a: 1\n---\nb: [", {"a": 1}),
        ("a: 1\n...\n}", {"a": 1}),
        ("a: one\n  two\n\n  three\nb: 1\n", {"a": "one two\nthree", "b": 1}),
        ("a: |\n  x\n   y\n\nb: >-\n  p\n  q\n\n  r\n", {"a": "x\n y\n", "b": "p q\nr"}),
        ("a: |+\n  x\n\n", {"a": "x\n\n"}),
        ("a: |\n  x", {"a": "x"}),
        ("a: 'it''s'\nb: \"q\\\"\\x41\\u00e9\"\n", {"a": "it's", "b": 'q"A\xe9'}),
        ('a: "one\\\n  two"\n', {"a": "onetwo"}),
        ("a: &x {k: 1, j: 2}\nb:\n  <<: *x\n  k: 9\n", {"a": {"k": 1, "j": 2}, "b": {"k": 9, "j": 2}}),
        ("a: {k: 1}\nb: &w {k: 2, m: 3}\nc:\n  <<: [*w, {k: 7, q: 8}]\n",
         {"a": {"k": 1}, "b": {"k": 2, "m": 3}, "c": {"k": 2, "q": 8, "m": 3}}),
        ("? a\n: 1\n? b\n", {"a": 1, "b": None}),
        ("a: x\ty\r\nb: 1\r\n", {"a": "x\ty", "b": 1}),
        ("a: !!str 5\nb: !!int '5'\nc: !!float 5\nd: !!binary aGk=\ne: !x y\n",
         {"a": "5", "b": 5, "c": 5.0, "d": "hi", "e": "y"}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("{a: [1,\n2], b: c:d}", {"a": [1, 2], "b": "c:d"}),
        ("[a: 1, b]", [{"a": 1}, "b"]),
        ("a: x\u2028 y\u0085 z\n", {"a": "x\u2028y z"}),
    ],
)  # fmt: skip
def test_a_document_becomes_values_as_go_yaml_sees_them(text: str, value: object) -> None:
    assert yaml.to_json_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1: a\n2.5: b\n-3: c\n1e3: d\n010: e\ntrue: f\n1000000.0: g\n0.1: h\n",
         {"1": "a", "2.5": "b", "-3": "c", "1000": "d", "8": "e", "true": "f", "1e+06": "g", "0.1": "h"}),
        ("y: 1\nOff: 2\n", {"true": 1, "false": 2}),
        (".inf: 1\n", {".inf": 1}),
    ],
)  # fmt: skip
def test_keys_become_strings(text: str, value: object) -> None:
    assert yaml.to_json_value(text) == value


def test_loading_makes_every_number_a_float() -> None:
    value = yaml.load("a: 1\nb: [2, 0x10, 1.5]\nc: 123456789012345678901234567890\n")
    assert value == {"a": 1.0, "b": [2.0, 16.0, 1.5], "c": 1.2345678901234568e29}
    assert [type(item) for item in value["b"]] == [float, float, float]


def test_bytes_read_like_text() -> None:
    assert yaml.load("a: é\n".encode()) == {"a": "é"}
    utf16 = b"\xff\xfe" + "a: é\n".encode("utf-16-le")
    assert yaml.load(utf16) == yaml.load(utf16.decode("utf-8", "surrogateescape")) == {"a": "é"}


def test_each_alias_is_a_value_of_its_own() -> None:
    value = yaml.load("a: &x {k: [1]}\nb: *x\n")
    value["b"]["k"].append(2)
    assert value == {"a": {"k": [1]}, "b": {"k": [1, 2]}}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1\n b: 2\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("a: [1, 2", "yaml: line 1: did not find expected ',' or ']'"),
        ("a: b\n- c\n", "yaml: line 1: did not find expected key"),
        ("- a\nb: 1\n", "yaml: line 1: did not find expected '-' indicator"),
        ("a:\n\tb: 1", "yaml: line 2: found character that cannot start any token"),
        ("a: @b", "yaml: found character that cannot start any token"),
        ("a: 'abc", "yaml: found unexpected end of stream"),
        ("a: *x\n", "yaml: unknown anchor 'x' referenced"),
        ("a: &x\n  b: *x\n", "yaml: anchor 'x' value contains itself"),
        ("a:\n  <<: [1]\n", "yaml: map merge requires map or sequence of maps as the value"),
        ("{{ .x }}: 1\n", 'yaml: invalid map key: map[interface {}]interface {}{".x":interface {}(nil)}'),
        ("? [1, 2.5, no]\n: 1\n", "yaml: invalid map key: []interface {}{1, 2.5, false}"),
        ("null: 1\n~: {1: a}\n", "Unsupported map key of type: %!s(<nil>), key: <nil>, "
         'value: map[interface {}]interface {}{1:"a"}'),
        ("18446744073709551615: x\n",
         'Unsupported map key of type: uint64, key: 0xffffffffffffffff, value: "x"'),
        ("a: .nan\n", "json: unsupported value: NaN"),
        ("b: .nan\na: -.inf\n", "json: unsupported value: -Inf"),
        ("a: !!bool x", "yaml: cannot decode !!str `x` as a !!bool"),
        ("a: !!binary x", "yaml: !!binary value contains invalid base64 data"),
        ("%YAML 1.2\n---\n", "yaml: found incompatible YAML document"),
        ("a: x\x01y", "yaml: control characters are not allowed"),
        ("a: |\n\n    \n  one\n", "yaml: line 3: did not find expected key"),
        ("a: x\na: *b\n}\n", "yaml: unknown anchor 'b' referenced"),
    ],
)  # fmt: skip
def test_errors_are_worded_as_go_yaml_words_them(text: str, error: str) -> None:
    assert error_of(text) == error


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a: \x80", "invalid leading UTF-8 octet"),
        (b"a: \xc3(", "invalid trailing UTF-8 octet"),
        (b"a: \xc3", "incomplete UTF-8 octet sequence"),
        (b"a: \xc0\x80", "invalid length of a UTF-8 sequence"),
        (b"a: \xed\xa0\x80", "invalid Unicode character"),
        (b"\xff\xfea", "incomplete UTF-16 character"),
    ],
)
def test_bytes_that_are_no_text_are_errors_of_the_reader(data: bytes, problem: str) -> None:
    assert error_of(data) == f"yaml: {problem}"


def test_bad_characters_matter_only_in_the_blocks_that_are_read() -> None:
    padding = "# " + "p" * 600 + "\n"
    assert yaml.to_json_value("a: 1\n---\n" + padding + "\x01") == {"a": 1}
    assert error_of("a: 1\n---\n\x01") == "yaml: control characters are not allowed"
    assert error_of("a: ]\n" + padding + "\x01") == "yaml: did not find expected node content"


def test_an_error_knows_its_place() -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load("a: 1\nb:\n  - x\n - y\n")
    assert str(caught.value) == "error converting YAML to JSON: yaml: line 3: did not find expected key"
    assert (caught.value.line, caught.value.column) == (4, 2)


@pytest.mark.parametrize(("text", "kind"), [("- a\n", "array"), ("text", "string"), ("5", "number"), ("yes", "bool")])
def test_a_map_is_wanted_where_values_are_read(text: str, kind: str) -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load_map(text, "chartutil.Values")
    assert str(caught.value) == (
        "error unmarshaling JSON: while decoding JSON: "
        f"json: cannot unmarshal {kind} into Go value of type chartutil.Values"
    )


def test_nothing_and_null_are_the_empty_map() -> None:
    assert [yaml.load_map(text) for text in ("", "null", "# c\n", "{}")] == [{}, {}, {}, {}]


def test_json_text_has_sorted_keys_and_go_number_forms() -> None:
    text = "b: -0.0\na: 1e21\nc: 1e-7\nd: 18446744073709551615\ne: <&>\nf: !!binary gA==\n"
    assert yaml.to_json_text(text) == (
        '{"a":1e+21,"b":-0,"c":1e-7,"d":18446744073709551615,"e":"\\u003c\\u0026\\u003e","f":"\\ufffd"}'
    )


def test_documents_of_aliases_upon_aliases_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert error_of("\n".join(lines)) == "yaml: document contains excessive aliasing"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 10_000 + "a",
        "{a: " * 10_000,
        "\n".join(" " * depth + "a:" for depth in range(1000)),
        "".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else ''}]\n" for n in range(500)),
    ],
)
def test_nesting_too_deep_is_a_declared_error(text: str) -> None:
    assert f"exceeded max depth of {MAX_DEPTH}" in error_of(text)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert yaml.load("&a " + "[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert yaml.load("".join(" " * depth + "a:\n" for depth in range(MAX_DEPTH))) is not None


WORDS = (
    "a b key: k:\n - ? : , [ ] { } # & * ! | > ' \" % @ ` \\ \\n \\x41 \n \n\n \r\n \t \x85 \u2028 \x01 \ud800 \udc80 "
    "é 😀 &a *a !!str !!int !!binary << <<: ~ null yes 1 0x1F 1.5 .inf 2020-01-02 --- ... %YAML |- >+ |2 {} [] '' \"\""
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "  ", "\n  ", "- ", ": ", " #", "--- ", "\n---\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=15).map("".join))
def test_reading_never_fails_but_with_a_yaml_error(text: str) -> None:
    with suppress(YamlError):
        yaml.load(text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_reading_bytes_never_fails_but_with_a_yaml_error(data: bytes) -> None:
    with suppress(YamlError):
        yaml.load(data)


@pytest.mark.parametrize(
    ("anchored", "what"),
    [("[x]", "!!seq"), ("5", "!!int `5`"), ("yes", "!!bool `yes`"), ("abcdefghijklm", "!!str `abcdefg...`")],
)
def test_merging_what_was_no_mapping_when_the_alias_was_made_is_an_error(anchored: str, what: str) -> None:
    with pytest.raises(yaml.YamlError) as caught:
        yaml.to_json_text(f"- &a {anchored}\n- {{<<: *a}}\n- &a {{}}\n")
    assert str(caught.value) == (
        f"yaml: unmarshal errors:\n  line 1: cannot unmarshal {what} into map[interface {{}}]interface {{}}"
    )


def test_merging_what_was_null_when_the_alias_was_made_merges_nothing() -> None:
    assert yaml.to_json_text("- &a ~\n- {<<: *a, b: 1}\n- &a {}\n") == '[null,{"b":1},{}]'
