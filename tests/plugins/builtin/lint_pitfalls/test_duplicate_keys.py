from __future__ import annotations

from typing import Any

RULE = "duplicate-keys"


def test_keys_that_stand_once_are_fine(find: Any) -> None:
    assert find(RULE, "a: {b: 1}\nb: [{a: 1}, {a: 2}]\nc: {<<: {d: 1}, <<: {e: 1}}\n", "a: 1\n---\na: 2\n") == []


def test_repeated_keys_are_found_in_values(find: Any) -> None:
    assert find(RULE, "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n") == [
        "WARNING values.yaml:6:1: a was set before, in line 1; only the last one counts",
        "WARNING values.yaml:5:3: b.c was set before, in line 3; only the last one counts",
    ]


def test_repeated_keys_are_found_in_what_templates_render_to(find: Any) -> None:
    template = "a: b\n---\nspec:\n  x: {{ .Values.x }}\n{{- if .Values.x }}\n  x: 1\n{{- end }}\n"
    assert find(RULE, "x: 5\n", template) == [
        "WARNING templates/t.yaml:6:3: spec.x is there twice in what this renders to; only the last one counts"
    ]
