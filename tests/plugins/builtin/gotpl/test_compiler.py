from __future__ import annotations

from collections.abc import Callable

import pytest

Render = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a{{/* c */}}b{{ `x` }}c{{ 1 }}d", "abxc1d"),
        ("{{ if .Values.t }}1{{ else }}2{{ end }}{{ if .Values.none }}1{{ end }}", "1"),
        ("{{ if .Values.none }}1{{ else if .Values.t }}2{{ else }}3{{ end }}", "2"),
        ("{{ if .Values.none }}1{{ else if .Values.none }}2{{ else }}3{{ end }}", "3"),
        ("{{ if .Values.none }}1{{ else if .Values.none }}2{{ end }}", ""),
        ("{{ if $x := .Values.t }}{{ $x }}{{ else if $x := 1 }}{{ $x }}{{ end }}", "yes"),
        ("{{ if $x := .Values.none }}{{ $x }}{{ else if $x := 1 }}{{ $x }}{{ end }}", "1"),
        ("{{ with .Values.t }}{{ . }}{{ $.Values.t }}{{ else }}no{{ end }}", "yesyes"),
        ("{{ with $y := .Values.none }}a{{ else }}{{ .Values.t }}[{{ $y }}]{{ end }}", "yes[]"),
        ("{{ range .Values.l }}<{{ . }}>{{ else }}none{{ end }}", "<a><><2>"),
        ("{{ range $i, $e := .Values.l }}{{ $i }}{{ $e }},{{ end }}", "0a,1,22,"),
        ("{{ range $v := .Values.m }}{{ $v }},{{ end }}", "2,1,3,"),
        ("{{ range $k, $v := .Values.m }}{{ $k }}={{ $v }},{{ end }}", "B=2,a=1,é=3,"),
        ("{{ range .Values.none }}a{{ else }}{{ .Values.t }}{{ end }}", "yes"),
        ("{{ range $k, $v := .Values.e }}a{{ else }}[{{ $k }}{{ $v }}]{{ end }}", "[map[]map[]]"),
        ("{{ range until 2 }}{{ range $.Values.l }}{{ . }}{{ end }}{{ . }}{{ end }}", "a20a21"),
        ("{{ $l := list 1 2 }}{{ range $l }}{{ $l = list 9 }}{{ . }}{{ end }}{{ $l }}", "12[9]"),
        ('{{ $i := "" }}{{ $v := "" }}{{ range $i, $v = .Values.l }}{{ end }}{{ $i }}{{ $v }}', "22"),
        ("{{ $a := 1 }}{{ if true }}{{ $a := 2 }}{{ $a }}{{ end }}{{ $a }}", "21"),
        ("{{ $a := 1 }}{{ if true }}{{ $a = 2 }}{{ $a }}{{ end }}{{ $a }}", "22"),
        ("{{ print ($x := 1) }}{{ $x }}", "11"),
        ("{{ range list 1 2 }}{{ $x := . }}{{ if true }}{{ $y := $x }}{{ $y }}{{ end }}{{ $x }}{{ end }}", "1122"),
        ('{{ define "t" }}[{{ . }}{{ $ }}]{{ end }}{{ template "t" 1 }}{{ template "t" }}', "[11][]"),
        ('{{ block "b" .Values.t }}<{{ . }}>{{ end }}{{ template "b" 2 }}', "<yes><2>"),
        ('{{ define "t" }}{{ with . }}{{ template "u" . }}{{ end }}{{ end }}{{ define "u" }}{{ . }}{{ end }}'
         '{{ template "t" $x := 3 }}{{ $x }}', "33"),
    ],
)  # fmt: skip
def test_control_structures_do_what_they_do_in_go(render: Render, text: str, expected: str) -> None:
    values = {"t": "yes", "l": ["a", None, 2.0], "m": {"a": 1.0, "B": 2.0, "é": 3.0}, "e": {}}
    assert render(text, values) == expected


def test_rendering_twice_gives_the_same(render: Render) -> None:
    text = "{{ range $k, $v := .Values }}{{ $k }}{{ $v }}{{ end }}{{ .Values }}"
    assert render(text, {"b": 1.0, "a": 2.0}) == render(text, {"a": 2.0, "b": 1.0}) == "a2b1map[a:2 b:1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n é{{ .Values.x.y }}", 'F:2:13: executing "F" at <.Values.x.y>'),
        ("{{ if .a }}{{ else if .b.c }}{{ end }}", 'F:1:24: executing "F" at <.b.c>'),
        ("{{ 1 }}{{ `s` }}a{{ 2 }}b\n{{ if true }}{{ 3 }}{{ .b.c }}{{ end }}", 'F:2:25: executing "F" at <.b.c>'),
        ("{{ range list 1 }}\n{{ with 1 }}\n{{ $.b.c }}{{ end }}{{ end }}", 'F:3:4: executing "F" at <$.b.c>'),
        ('{{ template "no" . }}', 'F:1:12: executing "F" at <{{template "no" .}}>: template "no" not defined'),
    ],
)
def test_failures_stand_where_their_expression_does(render: Render, text: str, expected: str) -> None:
    assert render(text).startswith(f'render error in "F": template: {expected}')


@pytest.mark.parametrize(("value", "shown"), [(3.0, "3"), ("ship", "ship"), (True, "true")])
def test_only_maps_and_lists_can_be_ranged_over(render: Render, value: object, shown: str) -> None:
    assert render("{{ range .Values.v }}{{ end }}", {"v": value}) == (
        f'render error in "F": template: F:1:16: executing "F" at <.Values.v>: range can\'t iterate over {shown}'
    )


def test_assigning_in_range_without_enough_variables_is_the_panic_of_go(render: Render) -> None:
    text = '{{ define "t" }}{{ range $, $ = list 1 }}{{ end }}{{ end }}'
    assert render(text + '{{ template "t" }}') == "rendering template failed: runtime error: index out of range [-1]"
    assert render(text + '{{ include "t" . }}') == (
        'render error in "F": template: F:1:62: executing "F" at <include "t" .>: '
        "error calling include: runtime error: index out of range [-1]"
    )
