from __future__ import annotations

from typing import Any

import pytest

RULE = "unquoted-booleans"


@pytest.mark.parametrize("values", ["", "a: true\nb: 'yes'\nc: \"off\"\nd: yesterday\ne: |\n  no\n", "a: [1, null]\n"])
def test_values_that_look_like_what_they_are(find: Any, values: str) -> None:
    assert find(RULE, values) == []


def test_words_that_yaml_takes_for_booleans_are_found_in_values(find: Any) -> None:
    assert find(RULE, "country:\n  code: NO\nlist: [a, y]\non: 1\n") == [
        "WARNING values.yaml:4:1: the key on is read as true; quote it",
        "WARNING values.yaml:2:9: country.code is NO, which is read as false; quote it, or write false",
        "WARNING values.yaml:3:11: list.1 is y, which is read as true; quote it, or write true",
    ]


POD = """\
apiVersion: v1
kind: Pod
metadata:
  annotations:
    scrape: {{ .Values.on }}
    other: "{{ .Values.on }}"
    number: 5
  labels: {a: yes}
spec:
  hostNetwork: yes
  containers:
  - env:
    - name: A
      value: {{ .Values.on }}
    - name: B
      value: {{ .Values.on | quote }}
    - name: C
      valueFrom: {secretKeyRef: {name: x, optional: true}}
    {{- if .Values.on }}
    - name: D
      value: off
    {{- end }}
---
kind: ConfigMap
data:
  a: no
  b: |
    yes
---
kind: Other
data:
  a: no
"""


def test_booleans_are_found_where_an_object_takes_texts(find: Any) -> None:
    assert find(RULE, "on: true\n".replace("on", '"on"'), POD) == [
        "ERROR templates/t.yaml:5:5: metadata.annotations.scrape has to be a text, but true is a boolean; quote it",
        "ERROR templates/t.yaml:8:3: metadata.labels.a has to be a text, but yes is a boolean; quote it",
        "ERROR templates/t.yaml:14:7: spec.containers.0.env.0.value has to be a text, but true is a boolean; quote it",
        "ERROR templates/t.yaml:21:7: spec.containers.0.env.3.value has to be a text, but off is a boolean; quote it",
        "ERROR templates/t.yaml:26:3: data.a has to be a text, but no is a boolean; quote it",
    ]


def test_the_schema_of_a_resource_definition_has_no_labels(find: Any) -> None:
    schema = "kind: CustomResourceDefinition\nspec: {properties: {labels: {nullable: true}}}\n"
    assert find(RULE, "", schema) == []


def test_what_a_template_takes_as_a_whole_is_found_where_it_does_so(find: Any) -> None:
    template = "kind: Pod\nmetadata:\n  labels:\n{{ toYaml .Values.labels | indent 4 }}\nspec: {}\n"
    assert find(RULE, "labels: {a: true}\n", template) == [
        "ERROR templates/t.yaml:4:1: metadata.labels.a has to be a text, but true is a boolean; quote it"
    ]
