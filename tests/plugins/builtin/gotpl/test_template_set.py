from __future__ import annotations

from pilothouse.plugins.builtin.gotpl.expressions import Expressions
from pilothouse.plugins.builtin.gotpl.parser import Actions, parse
from pilothouse.plugins.builtin.gotpl.template_set import Template, TemplateSet


def templates(file: str, source: str) -> list[Template]:
    return [Template(tree, file, source, Expressions({}, {}, False)) for tree in parse(file, source, Actions(()))]


def test_a_later_definition_replaces_an_earlier_one_unless_it_is_empty() -> None:
    template_set = TemplateSet()
    template_set.add(templates("a", '{{ define "t" }}1{{ end }}{{ define "u" }}{{ end }}'))
    template_set.add(templates("b", '{{ define "t" }} {{ end }}{{ define "u" }}2{{ end }}'))
    template_set.add(templates("c", '{{ define "u" }}3{{ end }}x'))
    assert {name: template.file for name, template in template_set.templates.items()} == {
        "t": "a",
        "u": "c",
        "a": "a",
        "b": "b",
        "c": "c",
    }
