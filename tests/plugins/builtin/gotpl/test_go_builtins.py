from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib.limits import MAX_TEXT, LimitError
from pilothouse.core.golib.types import GoError, Int64, StringMap, Struct, Uint32
from pilothouse.plugins.builtin.gotpl.go_builtins import BUILTINS
from pilothouse.plugins.builtin.gotpl.runtime import NIL


class Thing(Struct):
    go_type = "demo.Thing"
    go_pointer = True


def call(name: str, *arguments: Any) -> Any:
    return BUILTINS[name].function(*arguments)


def failure(name: str, *arguments: Any) -> str:
    with pytest.raises(GoError) as caught:
        call(name, *arguments)
    return str(caught.value)


def test_and_gives_the_first_empty_or_the_last_argument() -> None:
    assert [call("and", *items) for items in [(1,), (1, 0, 2), (1, 2), ("", 1), (1, None)]] == [1, 0, 2, "", None]


def test_or_gives_the_first_that_is_not_empty_or_the_last_argument() -> None:
    assert [call("or", *items) for items in [(0,), (0, 3, 2), (0, ""), ("x", 1), (None, None)]] == [0, 3, "", "x", None]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((1, 1), True),
        ((1, Int64(1)), True),
        ((Uint32(1), 1), True),
        ((-1, Uint32(1)), False),
        ((1.5, 1.5), True),
        (("a", "b", "a"), True),
        ((True, True), True),
        ((2j, 2j), True),
        ((None, None), True),
        ((1, 2, 3), False),
    ],
)
def test_eq_compares_the_first_argument_with_all_others(arguments: tuple[Any, ...], expected: bool) -> None:
    assert call("eq", *arguments) is expected


def test_structs_behind_pointers_are_equal_when_they_are_one() -> None:
    thing = Thing()
    assert call("eq", thing, thing) is True
    assert call("eq", thing, Thing()) is False
    assert call("eq", thing, None) is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1,), "missing argument for comparison"),
        ((1, 1.0), "incompatible types for comparison"),
        ((1, "x", 1), "incompatible types for comparison"),
        ((1, None), "incompatible types for comparison"),
        ((None, ""), "incompatible types for comparison"),
        ((True, [1]), "incompatible types for comparison"),
        (([1], 1), "uncomparable type []interface {}: [1]"),
        (({}, {}), "uncomparable type map[string]interface {}: map[]"),
        ((None, [1]), "uncomparable type []interface {}: [1]"),
        ((None, Thing()), "reflect: call of reflect.Value.Interface on zero Value"),
    ],
)
def test_eq_refuses_what_go_refuses(arguments: tuple[Any, ...], message: str) -> None:
    assert failure("eq", *arguments) == message


def test_ordering_of_numbers_and_texts() -> None:
    assert (call("lt", 1, 2), call("le", 2, 2), call("gt", 2.5, 1.5), call("ge", "b", "a")) == (True, True, True, True)
    assert call("lt", "\U0001f600", "\udcff")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 1.0), "incompatible types for comparison"),
        ((1, None), "invalid type for comparison"),
        ((True, True), "invalid type for comparison"),
        (([1], 1), "invalid type for comparison"),
    ],
)
def test_ordering_refuses_what_has_no_order(arguments: tuple[Any, ...], message: str) -> None:
    assert [failure(name, *arguments) for name in ("lt", "le", "gt", "ge")] == [message] * 4


@given(st.text(), st.text())
def test_texts_are_ordered_by_their_bytes(left: str, right: str) -> None:
    assert call("lt", left, right) == (left.encode() < right.encode())


def test_index_goes_into_maps_lists_and_texts() -> None:
    assert call("index", {"a": [1, {"b": 2}]}, "a", 1, "b") == 2
    assert call("index", {"a": 1}, "none") is None
    assert call("index", StringMap(), "none") == ""
    assert call("index", [1, 2], Int64(1)) == 2
    assert call("index", "aé", 2) == 0xA9
    assert call("index", "whole") == "whole"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, "a"), "index of untyped nil"),
        (({}, "a", "b"), "index of nil pointer"),
        (([1], 1), "reflect: slice index out of range"),
        (("a", 1), "reflect: string index out of range"),
        (([1], 2), "index out of range: 2"),
        (([1], -1), "index out of range: -1"),
        (([1], 1.0), "cannot index slice/array with type float64"),
        (([1], None), "cannot index slice/array with nil"),
        (({}, 1), "value has type int; should be string"),
        (({}, None), "value is nil; should be of type string"),
        ((1, 1), "can't index item of type int"),
        ((Thing(), "a"), "can't index item of type demo.Thing"),
    ],
)
def test_index_refuses_what_go_refuses(arguments: tuple[Any, ...], message: str) -> None:
    assert failure("index", *arguments) == message


def test_length_counts_bytes_elements_and_entries() -> None:
    assert [call("len", value) for value in ("aé", [1], {"a": 1}, b"ab", "")] == [3, 1, 1, 2, 0]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (NIL, "len of nil pointer"),
        (None, "reflect: call of reflect.Value.Type on zero Value"),
        (5, "len of type int"),
        (Thing(), "len of type demo.Thing"),
    ],
)
def test_length_refuses_what_has_none(value: Any, message: str) -> None:
    assert failure("len", value) == message


def test_nothing_can_be_called() -> None:
    assert failure("call", None) == "call of nil"
    assert failure("call", "x", 1) == "non-function of type string"


def test_printing_follows_fmt() -> None:
    assert call("print", 1, 2, "a", "b", 3, None) == "1 2a b3 <nil>".replace("a b", "ab")
    assert call("printf", "%s-%d", "a", 1) == "a-1"
    assert call("println", 1, "x", None) == "1 x <nil>\n"


def test_a_printed_text_cannot_grow_without_end() -> None:
    half = "x" * (MAX_TEXT // 2 + 1)
    with pytest.raises(LimitError):
        call("print", half, half)


def test_html_escapes_what_html_gives_a_meaning() -> None:
    assert call("html", "<a href='x\"&\0'>") == "&lt;a href=&#39;x&#34;&amp;\ufffd&#39;&gt;"
    assert call("html", "<", 1, None) == "&lt;1&lt;no value&gt;"


def test_js_escapes_what_javascript_gives_a_meaning() -> None:
    assert call("js", "<a>&='\"\\\n\x01\u2028é") == "\\u003Ca\\u003E\\u0026\\u003D\\'\\\"\\\\\\u000A\\u0001\\u2028é"


def test_urlquery_escapes_all_but_unreserved_characters() -> None:
    assert call("urlquery", "a b&c=d/é~") == "a+b%26c%3Dd%2F%C3%A9~"
