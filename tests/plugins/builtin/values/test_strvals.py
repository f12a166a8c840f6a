from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import ValuesError
from pilothouse.core.golib.types import Int64
from pilothouse.plugins.builtin.values.strvals import Allowance, parse_into, typed_value


def parsed(text: str, table: dict[str, Any] | None = None) -> dict[str, Any]:
    values = {} if table is None else table
    parse_into(text, values)
    return values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("a=1", {"a": 1}),
        ("a=1,", {"a": 1}),
        ("a=,b=1", {"a": "", "b": 1}),
        ("a.b.c=1,a.b.d=2", {"a": {"b": {"c": 1, "d": 2}}}),
        ("a[2]=x", {"a": [None, None, "x"]}),
        ("a[0].b=1,a[0].c=2", {"a": [{"b": 1, "c": 2}]}),
        ("a[0][1]=q", {"a": [[None, "q"]]}),
        ("a[0][1]", {"a": [None]}),
        ("a[0]", {"a": []}),
        ("a={1,2,x}", {"a": [1, 2, "x"]}),
        ("a={}", {"a": [""]}),
        ("a={1}x=2", {"a": [1], "x": 2}),
        ("a[0]={1,2}", {"a": [[1, 2]]}),
        ("a=b=c", {"a": "b=c"}),
        ("a\\.b=1,c\\=d=2", {"a.b": 1, "c=d": 2}),
        ("a=b\\,c\\\\", {"a": "b,c\\"}),
        ("=1,.a=1", {}),
        ("a= b ", {"a": " b "}),
        ("a=\udcff", {"a": "\ufffd"}),
        ("a=fal\u017fe", {"a": False}),
    ],
)
def test_texts_become_tables(text: str, values: dict[str, Any]) -> None:
    assert parsed(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("TRUE", True),
        ("nUll", None),
        ("0", 0),
        ("-5", -5),
        ("+1", 1),
        ("-0123", -123),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", "9223372036854775808"),
        ("01", "01"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("٣", "٣"),
        ("nil", "nil"),
        ("", ""),
    ],
)
def test_only_words_and_decimal_integers_are_typed(text: str, value: Any) -> None:
    result = typed_value(text)
    assert (result, type(result)) == (value, Int64 if type(value) is int else type(value))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", 'key "a" has no value'),
        ("a,b=1", 'key "a" has no value (cannot end with ,)'),
        (",", 'key "" has no value (cannot end with ,)'),
        ("a.b", 'key map "a" has no value'),
        ("a.b,", 'key "b" has no value (cannot end with ,)'),
        ("a.=1", 'key map "a" has no value'),
        ("a={1", "list must terminate with '}'"),
        ("a[x]=1", 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'),
        ("a[0", "error parsing index: EOF"),
        (
            "a[99999999999999999999]=1",
            'error parsing index: strconv.Atoi: parsing "99999999999999999999": value out of range',
        ),
        ("a[0]xy=1", "unexpected data at end of array index: ['x' 'y']"),
        ("a[-1]=1", "runtime error: index out of range [-1]"),
        ("x.a[-1]=1", "runtime error: index out of range [-1]"),
        ("a=1,a.b=2", "interface conversion: interface {} is int64, not map[string]interface {}"),
        ("a=null,a.b=2", "interface conversion: interface {} is nil, not map[string]interface {}"),
        ("a=x,a[0]=2", "interface conversion: interface {} is string, not []interface {}"),
        ("a.b=1,a[0]=2", "interface conversion: interface {} is map[string]interface {}, not []interface {}"),
    ],
)
def test_mistakes_are_named_in_helm_s_words(text: str, message: str) -> None:
    with pytest.raises(ValuesError) as caught:
        parsed(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a", "values are set as key=value"),
        ("a=1,secret", r"values are set as key=value, with commas between them; a comma in a value is written \,"),
        ("a={1,2", r"lists are written {a,b}; a { at the start of a text is written \{"),
        ("a[x]=1", r"items of a list are set as key[0]=value; a [ in a key is written \["),
    ],
)
def test_a_hint_says_how_it_is_written_without_repeating_what_may_be_secret(text: str, hint: str) -> None:
    with pytest.raises(ValuesError) as caught:
        parsed(text)
    assert caught.value.hint == hint


def test_existing_values_are_extended_or_replaced() -> None:
    table = {"m": {"x": 1.0}, "l": ["p", {"k": 1.0}], "s": "t"}
    assert parsed("m.y=2,l[1].j=3,l[0].z=4,l[3]=5,s={a}", table) == {
        "m": {"x": 1.0, "y": 2},
        "l": [{"z": 4}, {"k": 1.0, "j": 3}, None, 5],
        "s": ["a"],
    }


def test_values_go_through_the_given_function() -> None:
    table: dict[str, Any] = {}

    def read(name: str) -> str:
        if name == "gone":
            raise ValuesError("open gone: no such file or directory")
        return f"<{name}>"

    parse_into("a=x,b={y,z},c[0]=w", table, read)
    assert table == {"a": "<x>", "b": ["<y>", "<z>"], "c": ["<w>"]}
    with pytest.raises(ValuesError, match="^open gone: no such file or directory$"):
        parse_into("a.b=gone", {}, read)
    with pytest.raises(ValuesError, match='^key map "a" has no value$'):
        parse_into("a.b={gone}", {}, read)


@pytest.mark.parametrize("text", ["a[65537]=1", "a[0][9999999]=1", "a[2147483647].b=1"])
def test_a_huge_index_is_refused(text: str) -> None:
    """CVE-2022-36055: an index must not exhaust memory."""
    with pytest.raises(ValuesError, match="is greater than maximum supported index of 65536$"):
        parsed(text)


def test_many_large_lists_are_refused() -> None:
    """CVE-2022-36055: neither must many indexes, in one text or in several."""
    with pytest.raises(ValuesError, match="^lists made by index have more than the maximum of 1000000 items$"):
        parsed(",".join(f"a{number}[65000]=1" for number in range(20)))
    allowance = Allowance()
    for number in range(15):
        parse_into(f"a{number}[65000]=1", {}, typed_value, allowance)
    with pytest.raises(ValuesError, match="^lists made by index have more than the maximum of 1000000 items$"):
        parse_into("a[65000]=1", {}, typed_value, allowance)


@pytest.mark.parametrize("text", ["a." * 100_000 + "a=1", "a" + "[0]" * 100_000 + "=1", "a" + "[0].b" * 100_000 + "=1"])
def test_deep_nesting_is_refused(text: str) -> None:
    """CVE-2022-23524: nesting must not overflow the stack."""
    with pytest.raises(ValuesError, match="^value name nested level is greater than maximum supported"):
        parsed(text)


GRAMMAR = st.lists(
    st.sampled_from(
        ["a", "b.c", "=", ",", ".", "[", "]", "[0]", "[3]", "{", "}", "\\", "x", "null", "-1", "é", "\udcff"]
    )
).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(GRAMMAR, st.text()), st.sampled_from([{}, {"a": 1.0}, {"a": {"b": [None]}}, {"a": [[1.0]], "b": {}}]))
def test_any_text_gives_a_table_or_a_values_error(text: str, table: dict[str, Any]) -> None:
    try:
        parse_into(text, copy.deepcopy(table))
    except ValuesError:
        return
