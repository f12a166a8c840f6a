from __future__ import annotations

from typing import Any

import pytest

RULE = "unused-values"
UNREAD = "is read by no template"


@pytest.mark.parametrize(
    ("values", "template"),
    [
        ("", ""),
        ("a: 1\n", "{{ .Values.a }}"),
        ("a: {b: 1, c: {d: 2}}\n", "{{ toYaml .Values.a }}"),
        ("a: {b: 1}\n", "{{ with .Values.a }}{{ .b }}{{ end }}"),
        ("a: {b: 1}\n", "{{ range $k, $v := .Values.a }}{{ $k }}{{ end }}"),
        ("a: [{b: 1}]\n", "{{ range .Values.a }}{{ .b }}{{ end }}"),
        ("a: {}\nb: []\nc:\n", "{{ .Values.a.x }}{{ range .Values.b }}{{ end }}{{ if .Values.c }}{{ end }}"),
        ("a: {b: 1}\nc: b\n", "{{ index .Values.a .Values.c }}"),
        ("a: '{{ .Values.b }}'\nb: 1\n", "{{ tpl .Values.a . }}"),
        ("a: &x {b: 1}\nc: *x\n", "{{ .Values.c.b }}"),
        ("a: {<<: {b: 1}, c: 2}\n", "{{ .Values.a.b }}{{ .Values.a.c }}"),
        ("a: 1\nb: {c: 1}\n", "{{ toYaml .Values }}"),
        ("tags: {x: true}\nexports: {data: {y: 1}}\n", "a: b"),
    ],
)
def test_values_that_are_read(find: Any, values: str, template: str) -> None:
    assert find(RULE, values, template) == []


def test_values_that_are_not_read_are_found_where_they_are_set(find: Any) -> None:
    values = "a: 1\nb:\n  c: 1\n  d: [x]\ne:\n  f:\n    g: 1\n    h: {}\n  i: 2\n"
    assert find(RULE, values, "{{ .Values.b.c }}{{ if .Values.e.f }}{{ end }}") == [
        f"WARNING values.yaml:1:1: a {UNREAD}",
        f"WARNING values.yaml:4:3: b.d {UNREAD}",
        f"WARNING values.yaml:7:5: e.f.g {UNREAD}",
        f"WARNING values.yaml:8:5: e.f.h {UNREAD}",
        f"WARNING values.yaml:9:3: e.i {UNREAD}",
    ]


def test_a_table_of_which_nothing_is_read_is_found_as_one(find: Any) -> None:
    values = "a:\n  b: 1\n  c: {d: 1, e: 2}\n"
    assert find(RULE, values) == [f"WARNING values.yaml:1:1: a {UNREAD} (3 values)"]


def test_a_helper_that_nothing_includes_reads_nothing(find: Any) -> None:
    helper = {"templates/_h.tpl": '{{ define "h" }}{{ .Values.a }}{{ end }}'}
    assert find(RULE, "a: 1\n", "a: b", files=helper) == [f"WARNING values.yaml:1:1: a {UNREAD}"]
    assert find(RULE, "a: 1\n", '{{ include "h" . }}', files=helper) == []


def test_subcharts_read_what_is_theirs(find: Any) -> None:
    files = {
        "charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n",
        "charts/db/templates/t.yaml": "{{ .Values.port }}{{ .Values.global.zone }}",
    }
    values = "db:\n  port: 1\n  host: 2\nglobal:\n  zone: a\n  other: b\n"
    assert find(RULE, values, files=files) == [
        f"WARNING values.yaml:3:3: db.host {UNREAD}",
        f"WARNING values.yaml:6:3: global.other {UNREAD}",
    ]


def test_requirements_read_conditions_and_imports_and_rename_subcharts(find: Any) -> None:
    files = {
        "charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n",
        "charts/db/templates/t.yaml": "{{ .Values.port }}",
        "requirements.yaml": "dependencies:\n- {name: db, alias: one, condition: 'one.enabled,x'}\n"
        "- {name: db, alias: two, import-values: [data, {child: c, parent: p}]}\n",
    }
    values = "one: {port: 1, enabled: true}\ntwo: {port: 2, enabled: 1, c: {d: 1}, exports: {data: {e: 1}}}\n"
    values += "db: {port: 1}\n"
    assert find(RULE, values, files=files) == [
        f"WARNING values.yaml:2:16: two.enabled {UNREAD}",
        f"WARNING values.yaml:3:1: db {UNREAD}",
    ]


def test_nobody_knows_what_subcharts_read_that_are_not_there(find: Any) -> None:
    files = {"requirements.yaml": "dependencies: [{name: db}]\n"}
    assert find(RULE, "db: {port: 1}\nglobal: {a: 1}\nb: 1\n", files=files) == [f"WARNING values.yaml:3:1: b {UNREAD}"]


@pytest.mark.parametrize("requirements", ["a: [", "dependencies: 5\n", "dependencies: [null, 1]\n", "- x\n"])
def test_requirements_that_cannot_be_read_are_none(find: Any, requirements: str) -> None:
    assert find(RULE, "a: 1\n", "{{ .Values.a }}", files={"requirements.yaml": requirements}) == []
