"""Streams of documents, taken apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import KubeError
from pilothouse.plugins.builtin.kube.documents import UnreadableError, documents, split


def values(text: str) -> list[Any]:
    return [value for value, _ in documents(text)]


def refusal(text: str) -> str:
    with pytest.raises(KubeError) as caught:
        values(text)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a: 1\n---\nb: 2\n", ["a: 1\n", "b: 2\n\n"]),
        ("---\na: 1\n", ["---\na: 1\n\n"]),
        ("a: 1\n--- \t\nb: 2", ["a: 1\n", "b: 2\n"]),
        ("a: 1\n--- # text\nb: 2", ["a: 1\n--- # text\nb: 2\n"]),
        ("a: 1\n ---\n", ["a: 1\n ---\n\n"]),
        ("a: 1\n---\n---\nb: 2", ["a: 1\n", "---\nb: 2\n"]),
        ("a: 1\r\n---\r\nb: 2\r\n", ["a: 1\n", "b: 2\n\n"]),
    ],
)
def test_a_line_of_three_dashes_and_blanks_separates(text: str, texts: list[str]) -> None:
    assert list(split(text)) == texts


def test_empty_documents_are_left_out() -> None:
    assert values("\n---\n# nothing\n---\nnull\n---\na: 1\n---\n") == [{"a": 1}]


def test_what_follows_a_separator_with_a_comment_is_lost_as_in_go() -> None:
    assert values("a: 1\n--- # text\nb: 2\n") == [{"a": 1}]


def test_numbers_are_as_after_json() -> None:
    text = "{a: 1e3, b: 1.5, c: 18446744073709551615, d: -9223372036854775808, e: 1e300, f: 0x1F, g: -0.0}"
    (value,) = values("---\n" + text)
    assert value == {"a": 1000, "b": 1.5, "c": 1.8446744073709552e19, "d": -(2**63), "e": 1e300, "f": 31, "g": 0}
    assert [type(member) for member in value.values()] == [int, float, float, int, float, int, int]


def test_a_number_that_json_lacks_is_an_error() -> None:
    assert refusal("a: .inf") == "error parsing : error converting YAML to JSON: json: unsupported value: +Inf"
    assert refusal("a: [-.inf]") == "error parsing : error converting YAML to JSON: json: unsupported value: -Inf"
    assert refusal("a: .nan") == "error parsing : error converting YAML to JSON: json: unsupported value: NaN"


def test_an_error_of_syntax_has_go_yamls_words() -> None:
    assert refusal("a: [1\nb: 2\n") == (
        "error parsing : error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"
    )


def test_documents_before_a_broken_one_come_first() -> None:
    stream = documents("a: 1\n---\nb: [\n---\nc: 3\n")
    assert next(stream) == ({"a": 1}, "")
    with pytest.raises(KubeError, match="error parsing : error converting YAML to JSON: "):
        next(stream)


def test_a_brace_begins_a_stream_of_json_values() -> None:
    assert list(documents(' {"a": 1}\n{"b": 2.0} null ')) == [
        ({"a": 1}, '{"a": 1}'),
        ({"b": 2}, '{"b": 2.0}'),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"a": 1,\n}', "json: line 1: invalid character '}' looking for beginning of object key string"),
        ('{"a": 1', "unexpected EOF"),
        ('{"a": NaN}', "json: line 0: invalid character 'N' looking for beginning of value"),
        ('{"a": 1}\n---\n{"b": 2}', "json: line 2: invalid character '-' in numeric literal"),
        (
            '{\n"a": 1\n}\n{\n\n x}\n\n\n',
            "json: line 5: invalid character 'x' looking for beginning of object key string",
        ),
        ('{"a":\n 1e}', "json: line 1: invalid character '}' in exponent of numeric literal"),
        ('{"a": "\\x"}\n', "json: line 0: invalid character 'x' in string escape code"),
        (' {"a": 1}x', "json: line 0: invalid character 'x' looking for beginning of value"),
        ('{"a": 1e999}', "a number in the document at 0 is out of range"),
    ],
)
def test_json_streams_have_the_errors_of_encoding_json(text: str, error: str) -> None:
    assert refusal(text) == f"error parsing : {error}"


def test_values_that_nest_too_deep_are_refused() -> None:
    assert refusal("a: " + "[" * 5000).startswith("error parsing : error converting YAML to JSON: yaml: ")
    assert refusal('{"a": ' + "[" * 100_000).startswith("error parsing : ")


@given(st.text(st.sampled_from(list("-{}[]:,#\"' \n\rab10&*!|>")), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = []
    try:
        found = values(text)
    except UnreadableError as error:
        found = [error.message[:16]]
    assert None not in found
