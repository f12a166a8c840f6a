from __future__ import annotations

from typing import Any

RULE = "unquoted-numbers"

SERVICE = """\
kind: Service
metadata:
  annotations:
    weight: {{ .Values.port }}
    version: 1.10.2
    date: 2020-01-01
  labels:
    release: {{ .Values.port | quote }}
spec:
  ports:
  - port: {{ .Values.port }}
---
kind: List
items:
- kind: Secret
  stringData: {port: 0777, exponent: 1e3, text: 08x}
- kind: Pod
  spec:
    containers:
    - env: [{name: PORT, value: 80}, {name: EMPTY, value: }, {name: TEXT, value: "80"}]
"""


def test_numbers_are_found_where_an_object_takes_texts(find: Any) -> None:
    number = "is a number; quote it"
    assert find(RULE, "port: 8080\n", SERVICE) == [
        f"ERROR templates/t.yaml:4:5: metadata.annotations.weight has to be a text, but 8080 {number}",
        f"ERROR templates/t.yaml:16:3: stringData.port has to be a text, but 0777 {number}",
        f"ERROR templates/t.yaml:16:3: stringData.exponent has to be a text, but 1e3 {number}",
        f"ERROR templates/t.yaml:20:7: spec.containers.0.env.0.value has to be a text, but 80 {number}",
    ]


def test_objects_without_such_places_are_fine(find: Any) -> None:
    assert find(RULE, "a: 1\n", "kind: Service\nspec: {port: 80}\n---\n# nothing\n---\n- 1\n") == []
