from __future__ import annotations

from typing import Any

import pytest

RULE = "missing-values"


@pytest.mark.parametrize(
    ("values", "template"),
    [
        ("a: 1\n", "{{ .Values.a }}"),
        ("a: null\n", "{{ .Values.a }}"),
        ("", "{{ if .Values.a }}{{ .Values.a.b }}{{ end }}"),
        ("", "{{ with .Values.a }}{{ .b }}{{ end }}"),
        ("", "{{ range .Values.a }}{{ .b }}{{ end }}"),
        ("", "{{ .Values.a | default 1 }}{{ default 1 .Values.b }}{{ coalesce .Values.c 1 }}"),
        ("", '{{ if hasKey .Values "a" }}{{ .Values.a }}{{ end }}'),
        ("", '{{ required "needed" .Values.a }}'),
        ("", '{{ $_ := set .Values "a" 1 }}{{ .Values.a }}'),
        ("a: []\n", "{{ range .Values.a }}{{ .b.c }}{{ end }}"),
        ("a: text\n", "{{ if false }}{{ .Values.a.b }}{{ end }}"),
    ],
)
def test_values_that_are_there_or_may_be_missing(find: Any, values: str, template: str) -> None:
    assert find(RULE, values, template) == []


def test_values_that_are_missing_are_found_where_they_are_read(find: Any) -> None:
    template = "x: {{ .Values.a }}\n{{ if .Values.on }}\ny: {{ .Values.b.c | quote }}\n"
    template += "{{ if .Values.d.e }}{{ end }}{{ end }}\n"
    assert find(RULE, "b: {}\n", template) == [
        "WARNING templates/t.yaml:1:7: .Values.a is read, but values.yaml does not set it",
        "WARNING templates/t.yaml:3:7: .Values.b.c is read, but values.yaml does not set it",
        "WARNING templates/t.yaml:4:7: .Values.d.e is read, but values.yaml does not set it (there is no d)",
    ]


def test_values_of_flags_count_too(find: Any) -> None:
    assert find(RULE, "", "{{ .Values.a }}", values_text="a: 1\n") == []


def test_subcharts_give_values_and_their_own_templates_are_left_alone(find: Any) -> None:
    files = {
        "charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n",
        "charts/db/values.yaml": "port: 1\nexports: {data: {zone: a}}\n",
        "charts/db/templates/t.yaml": "{{ .Values.gone }}",
        "requirements.yaml": "dependencies: [{name: db, version: 1.0.0, import-values: [data]}]\n",
    }
    template = "{{ .Values.db.port }}{{ .Values.zone }}{{ .Values.db.gone }}"
    assert find(RULE, "", template, files=files) == [
        "WARNING templates/t.yaml:1:43: .Values.db.gone is read, but values.yaml does not set it"
    ]


def test_nobody_knows_the_values_of_subcharts_that_are_not_there(find: Any) -> None:
    files = {"requirements.yaml": "dependencies: [{name: db}]\n"}
    assert find(RULE, "", "{{ if .Values.x }}{{ .Values.db.port }}{{ end }}", files=files) == []
