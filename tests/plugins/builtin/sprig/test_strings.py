from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.nil import NilStringSlice
from pilothouse.core.golib.types import GoError, IntSlice, StringMap, StringSlice
from pilothouse.plugins.builtin.sprig.strings import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def test_trunc_and_substr_count_bytes() -> None:
    assert [call("trunc", 2, "éa"), call("trunc", 1, "é"), call("trunc", 9, "é"), call("substr", 0, 3, "éab")] == [
        "é",
        "\udcc3",
        "é",
        "éa",
    ]


@pytest.mark.parametrize(
    ("start", "end", "result"),
    [(5, 50, "house"), (5, -1, "house"), (-1, 4, "ligh"), (3, 3, ""), (0, -1, "lighthouse"), (10, 11, "")],
)
def test_substr_reads_bounds_outside_the_text_leniently(start: int, end: int, result: str) -> None:
    assert call("substr", start, end, "lighthouse") == result


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("substr", (5, 2, "lighthouse"), "runtime error: slice bounds out of range [5:2]"),
        ("substr", (5, -1, "abc"), "runtime error: slice bounds out of range [5:3]"),
        ("substr", (-1, 4, "abc"), "runtime error: slice bounds out of range [:4] with length 3"),
        ("substr", (-1, -4, "abc"), "runtime error: slice bounds out of range [:-4]"),
        ("trunc", (-1, "abc"), "runtime error: slice bounds out of range [:-1]"),
        ("repeat", (-1, "abc"), "strings: negative Repeat count"),
        ("repeat", (1 << 62, "abc"), "strings: Repeat count causes overflow"),
        ("repeat", (1 << 60, "abc"), "runtime error: makeslice: cap out of range"),
        ("indent", (1 << 62, "abc"), "runtime error: makeslice: cap out of range"),
        ("splitn", (",", 1 << 60, "abc"), "runtime error: makeslice: len out of range"),
        ("indent", (-1, "abc"), "strings: negative Repeat count"),
        ("nindent", (-1, "abc"), "strings: negative Repeat count"),
    ],
)
def test_what_go_cannot_slice_or_repeat_is_an_error(name: str, arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(GoError) as raised:
        call(name, *arguments)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("repeat", (1_000_000_000, "x")),
        ("indent", (1_000_000_000, "x")),
        ("nindent", (1_000_000_000, "x")),
        ("indent", (10_000, "\n" * 10_000)),
        ("replace", ("a", "b" * 10_000, "a" * 10_000)),
        ("join", ("-" * 10_000, StringSlice(["x"] * 10_000))),
        ("cat", ("x" * 40_000_000, "x" * 40_000_000)),
        ("splitList", ("", "x" * 6_000_000)),
        ("split", (",", "," * 6_000_000)),
    ],
)
def test_results_beyond_all_measure_are_refused(name: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(LimitError):
        call(name, *arguments)


def test_to_string_takes_bytes_as_text_and_prints_the_rest() -> None:
    values = ["a", b"caf\xc3\xa9", None, 1000000.0, [1, None], {"b": 1, "a": "x"}]
    assert [call("toString", value) for value in values] == [
        "a",
        "café",
        "<nil>",
        "1e+06",
        "[1 <nil>]",
        "map[a:x b:1]",
    ]


def test_to_strings_drops_nil_and_takes_a_scalar_as_one_item() -> None:
    given = StringSlice(["b"])
    values: list[Any] = [["a", 1, None, 2.5], None, "solo", IntSlice([1, 2]), b"a", {}]
    results = [call("toStrings", value) for value in values]
    assert results == [["a", "1", "2.5"], [], ["solo"], ["1", "2"], ["97"], ["map[]"]]
    assert {result.__class__ for result in results} == {StringSlice}
    assert call("toStrings", given) is given


def test_sort_alpha_sorts_by_bytes_and_a_string_slice_in_place() -> None:
    given = StringSlice(["z", "é", "\udcff", "Z"])
    nothing = NilStringSlice()
    assert call("sortAlpha", ["10", 9, None, "\uffff"]) == ["10", "9", "\uffff"]
    assert call("sortAlpha", given) is given
    assert given == ["Z", "z", "é", "\udcff"]
    assert [call("sortAlpha", None), call("sortAlpha", 42)] == [["<nil>"], ["42"]]
    assert call("sortAlpha", nothing) is nothing


def test_join_takes_text_of_every_item() -> None:
    assert [call("join", ",", value) for value in (["a", 1000000.0, None, [1]], None, "solo")] == [
        "a,1e+06,[1]",
        "",
        "solo",
    ]


def test_quoting_skips_nil() -> None:
    assert call("quote", "a\n", None, 1.5, b"x") == '"a\\n" "1.5" "x"'
    assert call("squote", "a\n", None, 1.5, b"x") == "'a\n' '1.5' '[120]'"
    assert call("cat", "a ", None, 1.5, []) == "a  1.5 []"


def test_indent_pads_empty_lines_too() -> None:
    assert [call("indent", 2, "a\n\nb\n"), call("nindent", 1, ""), call("indent", 0, "x")] == [
        "  a\n  \n  b\n  ",
        "\n ",
        "x",
    ]


def test_splitting_at_nothing_gives_characters() -> None:
    assert call("splitList", "", "hé\udcff!") == ["h", "é", "\ufffd", "!"]
    assert call("splitn", "", 2, "héy") == {"_0": "h", "_1": "éy"}
    assert [call("splitList", ",", ""), call("splitList", "", ""), call("splitn", ",", 0, "a,b")] == [[""], [], {}]


def test_split_results_have_go_types() -> None:
    assert call("split", ",", "a,b").__class__ is StringMap
    assert call("split", ",", "a,b") == {"_0": "a", "_1": "b"}
    assert call("splitn", "/", 2, "a/b/c") == {"_0": "a", "_1": "b/c"}
    assert call("splitList", ",", "a,b").__class__ is StringSlice


def test_parts_of_characters_are_found_as_bytes() -> None:
    lead = "\udcc3"
    assert [
        call("contains", lead, "é"),
        call("hasPrefix", lead, "é"),
        call("hasSuffix", "\udca9", "é"),
        call("splitList", lead, "aéb"),
        call("replace", lead, "?", "é"),
        call("trimPrefix", lead, "é"),
        call("trimSuffix", "\udca9", "é"),
    ] == [True, True, True, ["a", "\udca9b"], "?\udca9", "\udca9", "\udcc3"]


def test_replacing_nothing_puts_text_around_every_character() -> None:
    assert call("replace", "", ".", "éa") == ".é.a."


def test_trimming() -> None:
    assert [
        call("trim", " \t\x85\u2003a b\n\u3000"),
        call("trim", "\x1ca"),
        call("trimAll", "$-", "-$5.00$-"),
        call("trimAll", "", " a "),
        call("trimAll", "\ufffd", "\udcff\udcc3a\udcff"),
        call("trimPrefix", "-", "--a"),
        call("trimSuffix", "é", "caféé"),
    ] == ["a b", "\x1ca", "5.00", " a ", "a", "-a", "café"]


def test_plural_and_hello() -> None:
    assert [call("plural", "one", "many", count) for count in (0, 1, 2, -1)] == ["many", "one", "many", "many"]
    assert call("hello") == "Hello!"
