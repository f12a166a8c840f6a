from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import fmt, semver
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.nil import NilMap, NilPointer, NilSlice
from pilothouse.core.golib.types import (
    Duration,
    GoError,
    Int64,
    StringMap,
    StringSlice,
    Struct,
    Uint8,
    Uint64,
)


class Point(Struct):
    """A struct held by value, with no method that prints it."""

    go_type = "shape.Point"
    go_fields = {"X": "x", "Name": "name"}

    def __init__(self, x: int, name: Any) -> None:
        self.x = x
        self.name = name


class PointPointer(Point):
    """The same struct held by pointer."""

    go_pointer = True


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "<nil>"),
        ("é", "é"),
        (True, "true"),
        (-7, "-7"),
        (Int64(7), "7"),
        (1.0, "1"),
        (0.0, "0"),
        (-0.0, "-0"),
        (0.0001, "0.0001"),
        (0.00009, "9e-05"),
        (999999.5, "999999.5"),
        (1000000.0, "1e+06"),
        (math.inf, "+Inf"),
        (math.nan, "NaN"),
        (b"hi", "[104 105]"),
        ([], "[]"),
        (["a", 3.0, None, [True]], "[a 3 <nil> [true]]"),
        ({"b": "x", "a": 1.0, "C": {}}, "map[C:map[] a:1 b:x]"),
        (StringSlice(["a", "b"]), "[a b]"),
        (StringMap({"k": "v"}), "map[k:v]"),
        (NilMap(), "map[]"),
        (Duration(90_000_000_000), "1m30s"),
        ([Duration(1)], "[1ns]"),
        (GoError("went wrong"), "went wrong"),
        (semver.parse("v1.2"), "1.2.0"),
        ({"v": semver.parse("v1.2")}, "map[v:1.2.0]"),
        (Point(1, "p"), "{1 p}"),
        (PointPointer(1, "p"), "&{1 p}"),
        (Point(1, [PointPointer(2, "q")]), "{1 [0xc000010000]}"),
    ],
)
def test_to_text_prints_values_as_percent_v_does(value: Any, text: str) -> None:
    assert fmt.to_text(value) == text
    assert fmt.sprintf("%v", [value]) == text


def test_map_keys_stand_in_the_order_of_their_bytes() -> None:
    ordered = ["a10", "a2", "z", "\udc80", "é", "\U0001f600", "\udcff"]
    assert fmt.sorted_keys(dict.fromkeys(sorted(ordered, reverse=True))) == ordered


@pytest.mark.parametrize(
    ("format", "arguments", "text"),
    [
        ("plain", [], "plain"),
        ("100%% of %s", ["it"], "100% of it"),
        ("%s-%s", ["a", "b"], "a-b"),
        ("%v %v %v", [None, True, 1.5], "<nil> true 1.5"),
        ("%d|%5d|%-5d|%05d|%+d|% d", [42, 42, 42, -42, 42, 42], "42|   42|42   |-0042|+42| 42"),
        ("%x %X %#x %o %#o %O %b %#b", [255] * 8, "ff FF 0xff 377 0377 0o377 11111111 0b11111111"),
        ("%c %q %U %#U %+q", [233, 65, 42, 233, 233], "é 'A' U+002A U+00E9 'é' '\\u00e9'"),
        ("%.3d|%8.3d|%.0d|%08.3d", [7, -7, 0, 7], "007|    -007||     007"),
        (
            "%f %.2f %8.3f %08.3f %+.1f % .1f",
            [1.0, 2.346, 3.14159, -3.14159, 2.0, 2.0],
            "1.000000 2.35    3.142 -003.142 +2.0  2.0",
        ),
        (
            "%e %E %g %G %.3g %F",
            [123456.789] * 6,
            "1.234568e+05 1.234568E+05 123456.789 123456.789 1.23e+05 123456.789000",
        ),
        ("%#g %#.3g %#.0f %#v", [1.0, 1e10, 1.0, 1e6], "1.00000 1.00e+10 1. 1e+06"),
        ("%x %X %b", [3.5, 3.5, 1.0], "0x1.cp+01 0X1.CP+01 4503599627370496p-52"),
        ("%08f|%+v|% v", [math.inf, math.nan, math.nan], "    +Inf|NaN| NaN"),
        ("%s|%6s|%-6s|%06s|%.2s|%6.1s", ["éàü"] * 6, "éàü|   éàü|éàü   |000éàü|éà|     é"),
        ("%q %+q %#q %#q", ['a"é', "é", "a\tb", "a`b"], '"a\\"é" "\\u00e9" `a\tb` "a`b"'),
        ("%x %X % x %#x % #x %.1x", ["hi"] * 6, "6869 6869 68 69 0x6869 0x68 0x69 68"),
        ("%s %x %q %d %v", [b"hi"] * 5, 'hi 6869 "hi" [104 105] [104 105]'),
        ("%t %v %6t|", [True, False, True], "true false   true|"),
        (
            "%T %T %T %T %T",
            [None, 1, "", {}, semver.parse("1")],
            "<nil> int string map[string]interface {} *semver.Version",
        ),
        (
            "%#v",
            [{"b": [1, "x", None], "a": 1.0}],
            'map[string]interface {}{"a":1, "b":[]interface {}{1, "x", interface {}(nil)}}',
        ),
        (
            "%#v %#v %#v",
            [StringSlice(["a"]), b"\x01", [b"\x01"]],
            '[]string{"a"} []byte{0x1} []interface {}{[]uint8{0x1}}',
        ),
        ("%#v %#v", [NilMap(), NilSlice()], "map[string]interface {}(nil) []interface {}(nil)"),
        ("%#v %#v %#v", [Uint8(7), Uint64(255), Duration(5)], "0x7 0xff 5"),
        (
            "%+v %#v %+v",
            [Point(1, "p"), Point(1, "p"), PointPointer(2, None)],
            '{X:1 Name:p} shape.Point{X:1, Name:"p"} &{X:2 Name:<nil>}',
        ),
        ("%s %d", [["a", "b"], [1, 2]], "[a b] [1 2]"),
        ("%q %x", [{"a": "b"}, ["a", 10]], 'map["a":"b"] [61 a]'),
        ("%s %6s|", [Duration(1_000_000), GoError("bad")], "1ms    bad|"),
        ("%d", [Duration(5)], "5"),
        ("%v %.1f %T %d", [2j, 1 - 2.25j, 2j, 2j], "(0+2i) (1.0-2.2i) complex128 %!d(complex128=(0+2i))"),
        ("%[2]s %[1]s %s", ["a", "b"], "b a b"),
        ("%*d|%-*d|%.*f", [5, 42, 3, 7, 2, 3.14159], "   42|7  |3.14"),
        ("%[2]*[1]d|", [42, 5], "   42|"),
    ],
)
def test_sprintf_prints_verbs_as_go_does(format: str, arguments: list[Any], text: str) -> None:
    assert fmt.sprintf(format, arguments) == text


@pytest.mark.parametrize(
    ("format", "arguments", "text"),
    [
        ("%d %s", ["x"], "%!d(string=x) %!s(MISSING)"),
        ("%d %s %t", [1.0, 1e6, "x"], "%!d(float64=1) %!s(float64=1e+06) %!t(string=x)"),
        ("%-6s|%05d", [42, 3.0], "%!s(int=42    )|%!d(float64=00003)"),
        ("%s %q %d %p", [None] * 4, "%!s(<nil>) %!q(<nil>) %!d(<nil>) %!p(<nil>)"),
        ("%s %d", [[None], [None]], "[<nil>] [<nil>]"),
        ("%s", [{"k": 1}], "map[k:%!s(int=1)]"),
        ("%z %! %é", [1, 2], "%!z(int=1) %!!(int=2) %!é(MISSING)"),
        ("%!", [], "%!!(MISSING)"),
        ("50%", [], "50%!(NOVERB)"),
        ("%s", ["a", "b", 3, None], "a%!(EXTRA string=b, int=3, <nil>)"),
        ("%[5]s %[x]d %[]d", ["a"], "%!s(BADINDEX) %!d(BADINDEX) %!d(BADINDEX)"),
        ("%[1d", ["a"], "%!d(BADINDEX)"),
        ("%[]", ["a"], "%!](BADINDEX)"),
        ("%[1]2d %[1].2d", [1], "%!d(BADINDEX) %!d(BADINDEX)"),
        ("%*d %.*d %.*f", ["x", 1, "y", 2, -1, 1.0], "%!(BADWIDTH)1 %!(BADPREC)2 %!(BADPREC)1.000000"),
        ("%99999999d|", [1], "%!(NOVERB)%!(EXTRA int=1)"),
        (
            "%t",
            [semver.parse("1.2.3")],
            "&{%!t(int64=1) %!t(int64=2) %!t(int64=3) %!t(string=) %!t(string=) %!t(string=1.2.3)}",
        ),
        ("%d", [GoError("x")], "&{%!d(string=x)}"),
        ("%w", ["x"], "%!w(string=x)"),
        ("%z", [b"a"], "[%!z(uint8=97)]"),
        ("%\udcff", [1], "%!\ufffd(int=1)"),
    ],
)
def test_sprintf_shows_mismatches_in_the_text(format: str, arguments: list[Any], text: str) -> None:
    assert fmt.sprintf(format, arguments) == text


def test_addresses_are_always_the_same() -> None:
    assert fmt.sprintf("%p %#p", [{}, []]) == "0xc000010000 c000010000"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [([], ""), ([1, 2, "a", "b", 3, 4], "1 2ab3 4"), ([None, None], "<nil> <nil>"), ([[1], ["x"]], "[1] [x]")],
)
def test_sprint_puts_blanks_between_operands_that_are_no_strings(arguments: list[Any], text: str) -> None:
    assert fmt.sprint(arguments) == text


def test_sprintln_puts_blanks_between_all_operands() -> None:
    assert (fmt.sprintln([1, "x", None, True]), fmt.sprintln([])) == ("1 x <nil> true\n", "\n")


def test_a_value_that_holds_itself_is_an_error() -> None:
    value: dict[str, Any] = {}
    value["self"] = [value]
    for print_it in (lambda: fmt.to_text(value), lambda: fmt.sprintf("%q", [value]), lambda: fmt.sprint([value])):
        with pytest.raises(LimitError, match=r"^value is nested too deeply to be printed$"):
            print_it()


@pytest.mark.parametrize(
    ("format", "arguments"),
    [
        ("%1000000v", [[1] * 1000]),
        ("%.1000000f" * 100, [1.0] * 100),
        ("%1000000s" * 100, ["x"] * 100),
        ("%.999999d", [[1] * 1000]),
    ],
)
def test_widths_and_precisions_cannot_fill_the_memory(format: str, arguments: list[Any]) -> None:
    with pytest.raises(LimitError, match=r"^text of \d+ characters is longer than the limit of 67108864$"):
        fmt.sprintf(format, arguments)


def test_a_list_that_shares_its_items_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt, "MAX_TEXT", 1000)
    monkeypatch.setattr("pilothouse.core.golib.limits.MAX_TEXT", 1000)
    value: Any = "lol"
    for _ in range(40):
        value = [value, value]
    with pytest.raises(LimitError, match="longer than the limit of 1000"):
        fmt.to_text(value)


@given(
    st.text(alphabet="%[]*.#+- 0123456789vsdqxXfgeTtcUpO!é", max_size=20),
    st.lists(st.integers() | st.text(), max_size=4),
)
def test_every_format_prints_something(format: str, arguments: list[Any]) -> None:
    assert isinstance(fmt.sprintf(format, arguments), str)


@pytest.mark.parametrize(
    ("format", "text"), [("%v", "<nil>"), ("%#v", "(*a.B)(nil)"), ("%p", "0x0"), ("%b", "0"), ("%7v", "  <nil>")]
)
def test_nil_pointers_have_no_address(format: str, text: str) -> None:
    assert fmt.sprintf(format, [NilPointer("a.B")]) == text


def test_a_number_is_quoted_as_a_character_only_where_there_is_one() -> None:
    assert fmt.sprintf("%q %q %q", [0x10FFFF, 0x110000, -1]) == "'\\U0010ffff' %!q(int=1114112) %!q(int=-1)"


class _Pointed(Struct):
    go_type = "a.B"
    go_pointer = True
    go_fields = {"One": "one"}
    one = 1

    def go_string(self) -> str:
        return "text"


class _Texted(_Pointed):
    go_string_by_value = True


def test_what_a_pointer_points_to_has_the_methods_of_the_struct_alone() -> None:
    assert [fmt.pointed_text(value) for value in (_Pointed(), _Texted(), "s", None)] == ["{1}", "text", "s", "<nil>"]
