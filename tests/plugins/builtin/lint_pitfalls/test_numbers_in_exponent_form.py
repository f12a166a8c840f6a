from __future__ import annotations

from typing import Any

import pytest

RULE = "numbers-in-exponent-form"
ADVICE = "convert it with int64 there, or make it a text"


@pytest.mark.parametrize(
    ("values", "template"),
    [
        ("a: 999999\n", "x: {{ .Values.a }}"),
        ("a: 1000000\n", "x: {{ int64 .Values.a }}"),
        ("a: 1000000\n", "x: {{ .Values.a | int }}"),
        ("a: '1000000'\n", "x: {{ .Values.a }}"),
        ("a: 1000000\n", "{{ toYaml .Values }}"),
        ("a: 1000000\n", "x: 1e+06"),
        ("a: 1000000\n", "x: {{ if .Values.a }}1e+06{{ end }}z"),
        ("a: 1000000\n", "x: {{ if gt .Values.a 5.0 }}yes{{ end }}"),
    ],
)
def test_numbers_that_are_printed_as_they_should_be(find: Any, values: str, template: str) -> None:
    assert find(RULE, values, template) == []


def test_numbers_are_found_where_they_are_set(find: Any) -> None:
    values = "a:\n  - 5\n  - b: 12345678\nc: -2000000\nd: 1000000\n"
    template = "x: {{ (index .Values.a 1).b }}\ny: {{ .Values.c | quote }}\n"
    assert find(RULE, values, template) == [
        "WARNING values.yaml:3:5: a.1.b is 12345678, which is printed as 1.2345678e+07 (templates/t.yaml:1:26); "
        + ADVICE,
        "WARNING values.yaml:4:1: c is -2000000, which is printed as -2e+06 (templates/t.yaml:2:7); " + ADVICE,
    ]


def test_a_number_that_a_helper_prints_is_found_too(find: Any) -> None:
    helper = {"templates/_h.tpl": '{{ define "h" }}{{ .size }}{{ end }}'}
    assert find(RULE, "a: {size: 1e6}\n", '{{ include "h" .Values.a }}: x', files=helper) == [
        f"WARNING values.yaml:1:5: a.size is 1000000, which is printed as 1e+06 (templates/_h.tpl:1:20); {ADVICE}"
    ]


def test_a_number_of_a_subchart_or_a_flag_is_found_where_it_is_read(find: Any) -> None:
    files = {
        "charts/db/Chart.yaml": "name: db\n",
        "charts/db/values.yaml": "size: 3000000\n",
        "charts/db/templates/t.yaml": "x: {{ .Values.size }}",
    }
    assert find(RULE, "", "x: {{ .Values.a }}", files=files, values_text="a: 1000000\n") == [
        f"WARNING charts/db/templates/t.yaml:1:7: .Values.size is 3000000, which is printed as 3e+06; {ADVICE}",
        f"WARNING templates/t.yaml:1:7: .Values.a is 1000000, which is printed as 1e+06; {ADVICE}",
    ]
