from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.golib.types import Int64, Map, Struct, WrongResults, go

Render = Callable[..., str]


class Table(Map):
    """A named map type with methods."""

    go_type = "demo.Table"


Table.go_methods = {
    "Get": go(lambda table, key: table.get(key, ""), "string"),
    "Nothing": WrongResults(0, "any"),
    "Sum": go(lambda table, first, *rest: first + sum(rest), "int", "...int"),
    "Size": go(len),
}


class Inner(Struct):
    go_type = "demo.Inner"
    go_pointer = True
    go_fields = {"Major": "major"}

    major = "1"


class Info(Struct):
    go_type = "demo.Info"
    go_pointer = True
    go_fields = {"Name": "name", "Count": "count", "Inner": "inner"}

    def __init__(self) -> None:
        self.name = "info"
        self.count = Int64(7)
        self.inner = Inner()


@pytest.fixture
def values() -> dict[str, Any]:
    return {
        "s": "text",
        "n": 3.0,
        "nil": None,
        "l": ["a", None, 2.0],
        "m": {"a": {"b": "deep", "c": None}, "K": "up"},
        "table": Table(k="v"),
        "info": Info(),
    }


def failure(at: str, expression: str, cause: str) -> str:
    return f'render error in "F": template: F:{at}: executing "F" at <{expression}>: {cause}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .Values.m.a.b }}", "deep"),
        ("{{ $.Values.m.a.b }}{{ $x := .Values.m }}{{ $x.a.b }}", "deepdeep"),
        ("[{{ .Values.none }}{{ .Values.nil }}{{ .none }}]", "[]"),
        ("{{ .Values.m.K }}", "up"),
        ("{{ (dict `a` (dict `b` 1)).a.b }}", "1"),
        ('{{ (split "x,y")._1 }}[{{ (split "x")._7 }}]', "y[]"),
        ("{{ .Values.info.Name }} {{ .Values.info.Count }} {{ .Values.info.Inner.Major }}", "info 7 1"),
        ('{{ .Values.table.k }}{{ .Values.table.Get "k" }}{{ "k" | .Values.table.Get }}', "vvv"),
        ("{{ .Values.table.Sum 1 2 3 }} {{ .Values.table.Size }} {{ (.Values.table).Sum 1 }}", "6 1 1"),
        ("{{ $t := .Values.table }}{{ $t.Sum 1 2 }}{{ range list $t }}{{ .Sum 2 }}{{ end }}", "32"),
        ('{{ "a" | upper | printf "%s-%s" "b" }}', "b-A"),
        ('{{ .Values.s | printf "%s%s" (upper "x") }}', "Xtext"),
        ("{{ 'a' }} {{ 1e3 }} {{ 0x1F }} {{ true }} {{ `raw` }} {{ 3-4.5i }}", "97 1000 31 true raw (3-4.5i)"),
        ("{{ print nothing nil }}", "<nil> <nil>"),
        ("[{{ $x := .Values.none }}{{ $x.y.z }}{{ (.Values.none).y }}]", "[]"),
        ("{{ and 1 0 2 }}{{ or 0 `` 3 }}{{ not 1 }}", "03false"),
    ],
)
def test_expressions_have_the_values_of_go(render: Render, values: dict[str, Any], text: str, expected: str) -> None:
    assert render(text, values) == expected


@pytest.mark.parametrize(
    ("text", "at", "expression", "cause"),
    [
        ("{{ .Values.none.x }}", "1:10", ".Values.none.x", "nil pointer evaluating interface {}.x"),
        ("{{ .Values.m.a.c.d }}", "1:10", ".Values.m.a.c.d", "nil pointer evaluating interface {}.d"),
        ("{{ .Values.s.x }}", "1:10", ".Values.s.x", "can't evaluate field x in type interface {}"),
        ("{{ with .Values.s }}{{ .x }}{{ end }}", "1:23", ".x", "can't evaluate field x in type string"),
        ("{{ range .Values.l }}{{ .x }}{{ end }}", "1:24", ".x", "can't evaluate field x in type interface {}"),
        ('{{ range splitList "a" }}{{ .x }}{{ end }}', "1:28", ".x", "can't evaluate field x in type string"),
        ("{{ range $v := until 1 }}{{ $v.x }}{{ end }}", "1:30", "$v.x", "can't evaluate field x in type int"),
        ("{{ range list nil }}{{ .x }}{{ end }}", "1:23", ".x", "nil pointer evaluating interface {}.x"),
        ("{{ .Values.info.no }}", "1:10", ".Values.info.no", "can't evaluate field no in type interface {}"),
        ("{{ .Values.info.Inner.No }}", "1:10", ".Values.info.Inner.No", "can't evaluate field No in type *demo.Inner"),
        ("{{ .Values.s 1 }}", "1:10", ".Values.s", "s is not a method but has arguments"),
        ("{{ .Values.info.Name 1 }}", "1:10", ".Values.info.Name",
         "Name has arguments but cannot be invoked as function"),
        ("{{ .Values.table.Get }}", "1:10", ".Values.table.Get", "wrong number of args for Get: want 1 got 0"),
        ("{{ .Values.table.Sum }}", "1:10", ".Values.table.Sum", "wrong number of args for Sum: want at least 1 got 0"),
        ("{{ .Values.table.Get 1 }}", "1:21", "1", "expected string; found 1"),
        ("{{ .Values.table.Nothing 1 }}", "1:10", ".Values.table.Nothing",
         'can\'t call method/function "Nothing" with 0 results'),
        ("{{ (1).x }}", "1:4", "1", "can't evaluate field x in type int"),
        ("{{ 1 2 }}", "1:3", "1", "can't give argument to non-function 1"),
        ('{{ ("a") "b" }}', "1:3", '("a") "b"', 'can\'t give argument to non-function "a"'),
        ('{{ "x" | (print "y") }}', "1:3", '"x"', 'can\'t give argument to non-function print "y"'),
        ("{{ nil }}", "1:3", "nil", "nil is not a command"),
        ("{{ $x := 1 }}{{ $x 2 }}", "1:16", "$x", "can't give argument to non-function $x"),
        ("{{ $x := $x 1 }}", "1:9", "$x", "undefined variable: $x"),
        ("{{ $x = 1 }}", "1:8", "1", "undefined variable: $x"),
        ("{{ if false }}{{ $y := 1 }}{{ else }}{{ $y }}{{ end }}", "1:40", "$y", "undefined variable: $y"),
        ("{{ upper }}", "1:3", "upper", "wrong number of args for upper: want 1 got 0"),
        ("{{ upper.x }}", "1:3", "upper", "wrong number of args for upper: want 1 got 0"),
        ('{{ "a" | upper "b" }}', "1:9", "upper", "wrong number of args for upper: want 1 got 2"),
        ("{{ eq }}", "1:3", "eq", "wrong number of args for eq: want at least 1 got 0"),
        ('{{ fail "no" }}', "1:3", 'fail "no"', "error calling fail: no"),
        ('{{ "no" | fail }}', "1:10", "fail", "error calling fail: no"),
        ('{{ and false (fail "no") }}', "1:14", 'fail "no"', "error calling fail: no"),
    ],
)  # fmt: skip
def test_failures_are_placed_and_worded_as_in_go(
    render: Render, values: dict[str, Any], text: str, at: str, expression: str, cause: str
) -> None:
    assert render(text, values) == failure(at, expression, cause)


@pytest.mark.parametrize(
    ("text", "at", "expression", "cause"),
    [
        ("{{ upper .Values.none }}", "1:16", ".Values.none", "wrong type for value; expected string; got interface {}"),
        ("{{ .Values.none | upper }}", "1:18", "upper", "invalid value; expected string"),
        ("{{ $x := .Values.none }}{{ upper $x }}", "1:33", "$x", "invalid value; expected string"),
        ("{{ upper (.Values.none) }}", "1:17", ".Values.none", "invalid value; expected string"),
        ("{{ upper (dict).x }}", "1:10", "dict", "wrong type for value; expected string; got interface {}"),
        ("{{ upper (.Values.none).x }}", "1:17", ".Values.none", "invalid value; expected string"),
        ("{{ upper nothing }}", "1:9", "nothing", "wrong type for value; expected string; got interface {}"),
        ("{{ range list nil }}{{ upper . }}{{ end }}", "1:29", ".",
         "wrong type for value; expected string; got interface {}"),
        ("{{ upper nil }}", "1:9", "nil", "cannot assign nil to string"),
        ("{{ upper 1 }}", "1:9", "1", "expected string; found 1"),
        ("{{ upper .Values.n }}", "1:16", ".Values.n", "wrong type for value; expected string; got float64"),
        ("{{ upper . }}", "1:9", ".", "wrong type for value; expected string; got map[string]interface {}"),
        ('{{ repeat 1.5 "a" }}', "1:10", "1.5", "expected integer; found 1.5"),
        ('{{ repeat .Values.n "a" }}', "1:17", ".Values.n", "wrong type for value; expected int; got float64"),
        ('{{ ternary 1 2 "x" }}', "1:15", '"x"', 'expected bool; found "x"'),
        ('{{ keysOf "x" }}', "1:10", '"x"', 'can\'t handle "x" for arg of type map[string]interface {}'),
        ("{{ keysOf .Values.l }}", "1:17", ".Values.l",
         "wrong type for value; expected map[string]interface {}; got []interface {}"),
        ('{{ "a" | repeat (add1 1) "b" }}', "1:9", "repeat", "wrong number of args for repeat: want 2 got 3"),
        ("{{ 1 | repeat (add1 1) }}", "1:20", "1", "wrong type for value; expected string; got int"),
    ],
)  # fmt: skip
def test_arguments_are_checked_by_go_types(
    render: Render, values: dict[str, Any], text: str, at: str, expression: str, cause: str
) -> None:
    assert render(text, values) == failure(at, expression, cause)


def test_nil_literals_become_the_nil_of_their_type(render: Render) -> None:
    assert render("{{ keysOf nil }}") == "[]"


def test_strict_rendering_knows_no_missing_keys(render: Render, values: dict[str, Any]) -> None:
    assert render("{{ .Values.m.a.b }}{{ .Values.nil }}", values, strict=True) == "deep"
    assert render("{{ .Values.no }}", values, strict=True) == failure(
        "1:10", ".Values.no", 'map has no entry for key "no"'
    )
    assert render("{{ $x := .Values.nil }}{{ $x.y }}", values, strict=True) == failure(
        "1:28", "$x.y", 'nil data; no entry for key "y"'
    )


def test_a_broken_function_is_a_declared_error(make_engine: Callable[..., Any]) -> None:
    from pilothouse.core.errors import TemplateError
    from pilothouse.plugins.builtin.gotpl.engine import Engine, Renderable

    engine = Engine({"broken": go(lambda: {}["x"])}, {})
    with pytest.raises(TemplateError) as caught:
        engine.render({"F": Renderable("{{ broken }}", {}, "")})
    assert caught.value.message == failure("1:3", "broken", "error calling broken: KeyError: 'x'")
