from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.testkit import make_kernel

DECODING = "unable to parse YAML\n\terror unmarshaling JSON: while decoding JSON: json: cannot unmarshal"


def test_templates_need_a_folder_but_not_to_be_there(lint: Any) -> None:
    assert lint({"templates/a.yaml": None}) == ["WARNING templates/: directory not found"]
    assert lint({"templates/a.yaml": None, "templates": "a file"}) == ["WARNING templates/: not a directory"]


def test_extensions_are_those_that_are_known(lint: Any) -> None:
    valid = "Valid extensions are .yaml, .yml, .tpl, or .txt"
    names = ("NOTES.md", "_helpers.tpl", "b", "b.YAML", "c.yml", "d.txt", "sub/e.json")
    assert lint({f"templates/{name}": "{{/* */}}" for name in names}) == [
        f"WARNING templates/NOTES.md: file extension '.md' not valid. {valid}",
        f"WARNING templates/b: file extension '' not valid. {valid}",
        f"WARNING templates/b.YAML: file extension '.YAML' not valid. {valid}",
        f"WARNING templates/sub/e.json: file extension '.json' not valid. {valid}",
    ]


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("a: 1\n---\nb: [\n", ""),
        ("# nothing", ""),
        ("metadata: {namespace: 5}", ""),
        ("text", f"{DECODING} string into Go value of type rules.K8sYamlStruct"),
        (
            "metadata: x",
            f"{DECODING} string into Go struct field K8sYamlStruct.Metadata of type struct {{ Namespace string }}",
        ),
        ("metadata: {namespace: [a]}", f"{DECODING} array into Go struct field .Metadata.Namespace of type string"),
        (
            "a: b: c",
            "unable to parse YAML\n\t"
            "error converting YAML to JSON: yaml: mapping values are not allowed in this context",
        ),
    ],
)
def test_the_first_document_has_to_be_an_object(lint: Any, template: str, problem: str) -> None:
    found = lint({"templates/a.yaml": template, "templates/b.yml": template, "templates/_c.yaml": template})
    assert found == ([f"ERROR templates/a.yaml: {problem}"] if problem else [])


def test_a_chart_that_does_not_load_or_render_is_one_error(lint: Any) -> None:
    assert lint({"charts/db/Chart.yaml": "a: ["}) == [
        "ERROR templates/: error unpacking db in web: error converting YAML to JSON: yaml: line 1: "
        "did not find expected node content"
    ]
    assert lint({"charts/db/Chart.yaml": "name: db\n", "templates/a.yaml": "{{ .Values.a.b.c }}"}) == [
        'ERROR templates/: render error in "web/templates/a.yaml": template: web/templates/a.yaml:1:10: executing '
        '"web/templates/a.yaml" at <.Values.a.b.c>: can\'t evaluate field b in type interface {}'
    ]


def test_requirements_are_not_applied(lint: Any) -> None:
    requirements = "dependencies: [{name: db, condition: db.enabled}]"
    files = {
        "requirements.yaml": requirements,
        "values.yaml": "db: {enabled: false}\n",
        "charts/db/Chart.yaml": "name: db\n",
        "charts/db/templates/a.yaml": '{{ fail "subchart" }}',
    }
    (found,) = lint(files)
    assert found.endswith(": error calling fail: subchart")


def test_templates_see_the_release_and_values_of_a_lint(lint: Any) -> None:
    template = (
        "a: {{ .Release.Name }}/{{ .Release.Namespace }}/{{ .Release.IsInstall }}/{{ .Values.given }}/"
        "{{ .Capabilities.KubeVersion.Minor }}\n{{ fail (print .Values) }}"
    )
    (found,) = lint({"templates/a.yaml": template}, values_text="{given: 7, a: null}\n", namespace="x")
    assert found.endswith(": error calling fail: map[a:1 given:7]")


def test_a_missing_required_value_is_logged_only(lint: Any) -> None:
    kernel = make_kernel()
    assert lint({"templates/a.yaml": '{{ required "give one" .Values.b }}'}, kernel=kernel) == []
    assert kernel.console.stderr.endswith(" [INFO] Missing required value: give one\n")


def test_an_unknown_engine_is_rendered_as_helm_does(lint: Any) -> None:
    chart = "apiVersion: v1\nname: web\nversion: 0.1.0\nicon: https://example.com/i.png\nengine: mustache\n"
    assert lint({"Chart.yaml": chart, "templates/a.yaml": "{{ 5 }}"})[1:] == [
        f"ERROR templates/a.yaml: {DECODING} number into Go value of type rules.K8sYamlStruct"
    ]
