from __future__ import annotations

import pytest
from pilothouse.core.errors import TemplateError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.value_use import ValueUse
from pilothouse.plugins.builtin.gotpl.go_builtins import BUILTINS
from pilothouse.plugins.builtin.gotpl.value_uses import find_value_uses

FUNCTIONS = frozenset(
    (
        *BUILTINS, "coalesce", "default", "dict", "empty", "first", "get", "hasKey", "include", "int", "list", "merge",
        "pluck", "printf", "quote", "required", "set", "ternary", "toYaml", "tpl",
    )
)  # fmt: skip


def chart(name: str = "web", values: str = "", *subcharts: Chart, **templates: str) -> Chart:
    files = [File(f"templates/{key}.yaml", text.encode()) for key, text in templates.items()]
    return Chart(Metadata(name, "0.1.0"), files, values, list(subcharts))


def uses(*sources: str, values: str = "", helpers: str = "") -> list[str]:
    """Paths in the order of their places: ``:whole`` behind those below which all is read, then what is needed."""
    texts = {f"t{number}": text for number, text in enumerate(sources)}
    found = find_value_uses(chart("web", values, _h=helpers, **texts), FUNCTIONS)
    return [f"{'.'.join(use.path)}{':whole' if use.whole else ''} {use.needed}" for use in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ .Values.a.b }}", ["a.b:whole 2"]),
        ("{{ $.Values.a }}{{ $x := .Values.b }}{{ $x.c }}", ["a:whole 1", "b.c:whole 2"]),
        ("{{ (.Values.a).b }}", ["a.b:whole 2"]),
        ("{{ quote .Values.a }}{{ .Values.b | int }}", ["a:whole 1", "b:whole 1"]),
        ("{{ toYaml .Values }}", [":whole 0"]),
        ("{{ toYaml . }}", [":whole 0"]),
        ("{{ .Chart.Name }}{{ .Release.Name }}", []),
        ("{{ .Files.Get .Values.file }}", ["file:whole 1"]),
        ("{{ if .Values.a.b }}{{ .Values.a.b.c }}{{ end }}", ["a.b 1", "a.b.c:whole 1"]),
        ("{{ if .Values.a }}{{ else }}{{ .Values.a }}{{ end }}", ["a 0", "a:whole 0"]),
        ("{{ if and .Values.a (not .Values.b) }}{{ .Values.b.c }}{{ end }}", ["a 0", "b 0", "b.c:whole 0"]),
        ('{{ if eq .Values.a "x" }}{{ .Values.a }}{{ end }}', ["a:whole 1", "a:whole 0"]),
        ("{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}", ["a 0", "a.b:whole 0", "c:whole 1"]),
        ("{{ with $x := .Values.a }}{{ $x.b }}{{ end }}", ["a 0", "a.b:whole 0"]),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", ["a 0", "a.* 0", "a.*.b:whole 0"]),
        ("{{ range $k, $v := .Values.a }}{{ $k }}{{ $v }}{{ end }}", ["a 0", "a.*:whole 0"]),
        ("{{ default 1 .Values.a }}{{ .Values.b | default 2 }}", ["a:whole 0", "b:whole 0"]),
        ('{{ required "no" .Values.a }}{{ coalesce .Values.b.c "x" }}', ["a:whole 0", "b.c:whole 1"]),
        ('{{ if hasKey .Values "a" }}{{ .Values.a }}{{ end }}', ["a 0", "a:whole 0"]),
        ('{{ index .Values "a" "b" }}', ["a.b:whole 2"]),
        ("{{ index .Values.a .Values.k }}", ["a.*:whole 2", "k:whole 1"]),
        ('{{ get .Values "a" }}{{ pluck "b" .Values | first }}', ["a:whole 0", "b:whole 0"]),
        ("{{ ternary .Values.a .Values.b .Values.c }}", ["a:whole 1", "b:whole 1", "c 0"]),
        ("{{ ternary 1 (quote .Values.a) (empty .Values.a) }}", ["a:whole 0", "a 0"]),
        ("{{ if quote .Values.a }}{{ end }}{{ if .Values.b | int | lt 5 }}{{ end }}", ["a:whole 0", "b:whole 0"]),
        ("{{ if lt 5 .Values.a }}{{ end }}", ["a:whole 1"]),
        ('{{ $x := dict "k" .Values.a }}{{ $x.k.b }}', ["a.b:whole 2"]),
        ("{{ $x := list .Values.a .Values.b }}{{ index $x 1 }}", ["a:whole 1", "b:whole 1"]),
        ('{{ $_ := set .Values "a" 1 }}{{ .Values.a }}', ["a:whole 0"]),
        ("{{ $x := .Values.a }}{{ if true }}{{ $x = .Values.b }}{{ end }}{{ $x }}", ["a:whole 1", "b:whole 1"]),
        ('{{ merge (dict "x" .Values.a) .Values.b | toYaml }}', ["a:whole 1", "b:whole 1"]),
    ],
)
def test_values_are_followed_through_the_language(source: str, expected: list[str]) -> None:
    assert uses(source) == expected


@pytest.mark.parametrize(
    ("source", "helper", "expected"),
    [
        ('{{ include "h" . }}', "{{ .Values.a }}", ["a:whole 1"]),
        ('{{ template "h" .Values.a }}', "{{ .b }}", ["a.b:whole 2"]),
        ('{{ include "h" (dict "r" . "v" .Values.a) }}', "{{ .v.b }}{{ .r.Values.c }}", ["a.b:whole 2", "c:whole 1"]),
        ('{{ if .Values.a }}{{ include "h" . }}{{ end }}', "{{ .Values.a.b }}", ["a.b:whole 0", "a 0"]),
        (
            '{{ if .Values.a }}{{ include "h" . }}{{ end }}{{ include "h" . }}',
            "{{ .Values.a.b }}",
            ["a.b:whole 2", "a 0"],
        ),
        ('{{ include "h" . }}', '{{ include "h" . }}{{ .Values.a }}', ["a:whole 1"]),
        ("{{ include .Values.n . }}", "{{ .Values.a }}", ["a:whole 1", "n:whole 1"]),
        ('{{ include (printf "%s" "h") . }}', "{{ .Values.a }}", ["a:whole 1"]),
    ],
)
def test_templates_are_followed_where_they_are_included(source: str, helper: str, expected: list[str]) -> None:
    helpers = '{{ define "h" }}' + helper + "{{ end }}"
    assert uses(source, helpers=helpers) == expected


def test_texts_in_default_values_are_followed_where_they_go_through_tpl() -> None:
    values = "a: '{{ .Values.b.c }}'\nd: {e: ['x{{ .Values.f }}']}\ng: '{{ .Values.unseen }}'\n"
    source = "{{ tpl .Values.a . }}{{ tpl (toYaml .Values.d) $ }}"
    assert uses(source, values=values) == ["b.c:whole 2", "a:whole 1", "f:whole 1", "d:whole 1"]


def test_files_are_followed_where_it_is_not_known_what_goes_through_tpl() -> None:
    top = chart("web", "", t='{{ tpl (.Files.Get "x") . }}')
    top.files = [File("x", b"{{ .Values.a }}"), File("logo", b"\xff{{ broken")]
    assert [use.path for use in find_value_uses(top, FUNCTIONS)] == [("a",)]


def test_places_are_those_where_a_path_is_spelt() -> None:
    helpers = '{{ define "h" }}\n  {{ .v.b }}{{ end }}'
    top = chart("web", "", _h=helpers, t='é {{ if .Values.c }}\n{{ include "h" (dict "v" .Values.a) }}{{ end }}')
    assert [(use.file, use.line, use.column) for use in find_value_uses(top, FUNCTIONS)] == [
        ("templates/_h.yaml", 2, 6),
        ("templates/t.yaml", 1, 9),
    ]


def test_subcharts_have_values_of_their_own_and_their_templates_can_be_included() -> None:
    inner = chart("db", "", t="{{ .Values.port }}", _h='{{ define "db.name" }}{{ .Values.name }}{{ end }}')
    top = chart("web", "", inner, t='{{ include "db.name" . }}{{ .Values.db.port }}')
    assert [(use.file, use.chart, use.path) for use in find_value_uses(top, FUNCTIONS)] == [
        ("charts/db/templates/_h.yaml", (), ("name",)),
        ("charts/db/templates/t.yaml", ("db",), ("port",)),
        ("templates/t.yaml", (), ("db", "port")),
    ]


def test_templates_without_an_end_count_as_reading_everything() -> None:
    endless = '{{ define "h" }}{{ include "h" (dict "deeper" .) }}{{ end }}{{ include "h" .Values }}'
    assert find_value_uses(chart(t=endless), FUNCTIONS) == [ValueUse((), (), True, 0, "", 0, 0)]


def test_tables_that_grow_without_end_count_as_read() -> None:
    growing = '{{ define "h" }}{{ include "h" (dict "a" . "b" .) }}{{ end }}{{ include "h" .Values.x }}'
    assert uses(growing) == ["x:whole 1"]
    assert uses(growing.replace('dict "a" . "b" .', "list . .")) == ["x:whole 1"]
    assert uses('{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toYaml $d }}') == [":whole 0"]


def test_a_text_that_is_no_template_is_an_error() -> None:
    with pytest.raises(TemplateError) as caught:
        find_value_uses(chart(t="{{ if }}"), FUNCTIONS)
    assert caught.value.message == (
        'parse error in "web/templates/t.yaml": template: web/templates/t.yaml:1: missing value for if'
    )
