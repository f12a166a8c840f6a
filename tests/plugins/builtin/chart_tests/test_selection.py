"""Which templates and documents an assertion is about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chart_test_files import Run, lines, outcomes


def suite(assertion: dict[str, Any], test: dict[str, Any] | None = None, **fields: Any) -> str:
    return json.dumps({**fields, "tests": [{"asserts": [assertion], **(test or {})}]})


KIND = {"isKind": {"of": "ConfigMap"}}
NAME = {"equal": {"path": "metadata.name", "value": "two"}}


@pytest.mark.parametrize(
    "text",
    [
        suite(KIND, templates=["config.yaml"]),
        suite(KIND, templates=["templates/config.yaml"]),
        suite(KIND, templates=["conf*.yaml"]),
        suite(KIND, templates=["**/c*"]),
        suite(KIND, template="config.yaml"),
        suite(KIND, {"template": "config.yaml"}),
        suite(KIND, {"templates": ["config.yaml"]}, templates=["*.yaml"]),
        suite({**KIND, "template": "templates/config.yaml"}, {"template": "deployment.yaml"}),
        suite({**KIND, "template": "co*.yaml"}),
        suite(KIND, excludeTemplates=["deployment.yaml", "NOTES.txt"]),
        suite(KIND, excludeTemplates=["d*", "*.txt"]),
        suite({**NAME, "documentIndex": 1}, template="config.yaml"),
        suite(NAME, {"documentIndex": 1}, template="config.yaml"),
        suite(NAME, template="config.yaml", documentIndex=1),
        suite({**NAME, "documentIndex": 1}, {"documentIndex": 0}, template="config.yaml"),
        suite({**NAME, "documentSelector": {"path": "metadata.name", "value": "two"}}, template="config.yaml"),
        suite(NAME, {"documentSelector": {"path": "metadata.namespace", "value": "other"}}, template="config.yaml"),
        suite(NAME, template="config.yaml", documentSelector={"path": "[?(@.metadata.name == 'two')].kind"}),
        suite(
            NAME,
            template="config.yaml",
            documentSelector={"path": "metadata", "value": {"namespace": "other", "name": "two"}},
        ),
        suite(KIND, template="config.yaml", documentSelector={"path": "kind", "value": "ConfigMap", "matchMany": True}),
        suite(NAME, documentSelector={"path": "metadata.namespace", "value": "other", "skipEmptyTemplates": True}),
        suite(
            {**NAME, "documentIndex": 1},
            template="config.yaml",
            documentSelector={"path": "metadata.name", "value": "one"},
        ),
    ],
)
def test_the_documents_that_are_meant_are_looked_at(text: str, run: Run) -> None:
    report = run(text)
    assert (outcomes(report), lines(report)) == (["passed"], [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            suite({**KIND, "documentIndex": 2}, template="config.yaml"),
            "document index 2 is out of range: web/templates/config.yaml has 2 document(s)",
        ),
        (
            suite(KIND, template="none.yaml"),
            'template "web/templates/none.yaml" not exists or not selected in test suite',
        ),
        (
            suite({**KIND, "template": "deployment.yaml"}, template="config.yaml"),
            'template "web/templates/deployment.yaml" not exists or not selected in test suite',
        ),
        (
            suite(KIND, template="config.yaml", documentSelector={"path": "kind", "value": "Secret"}),
            "document not found: no document of web/templates/config.yaml matches kind",
        ),
        (
            suite(KIND, template="config.yaml", documentSelector={"path": "kind"}),
            "multiple indexes found: several documents match kind",
        ),
        (suite(KIND, templates=["x*.yaml"]), "no document was rendered"),
        (
            suite(KIND, template="../../../etc/passwd"),
            'template "../etc/passwd" not exists or not selected in test suite',
        ),
    ],
)
def test_documents_that_are_not_there_or_not_single_fail(text: str, problem: str, run: Run) -> None:
    report = run(text)
    assert (outcomes(report), lines(report)[-1]) == (["failed"], problem)


def test_all_templates_and_documents_are_looked_at_by_default(run: Run) -> None:
    report = run(suite(KIND))
    assert [line for line in lines(report) if line.startswith(("Template", "DocumentIndex"))] == [
        "Template:\tweb/templates/NOTES.txt",
        "DocumentIndex:\t0",
        "Template:\tweb/templates/deployment.yaml",
        "DocumentIndex:\t0",
    ]


def test_only_the_chosen_templates_are_rendered(run: Run) -> None:
    files = {
        "templates/broken.yaml": '{{ fail "not this one" }}',
        "tests/a_test.yaml": suite(KIND, template="config.yaml"),
        "tests/b_test.yaml": suite(KIND, templates=["config.yaml", "broken.yaml"]),
        "tests/c_test.yaml": suite(KIND, templates=["*.yaml"], excludeTemplates=["broken.yaml", "deployment.yaml"]),
    }
    assert outcomes(run(files)) == ["passed", "error", "passed"]


def test_a_template_that_renders_nothing_has_no_documents(run: Run) -> None:
    files = {"templates/none.yaml": "{{ if false }}a: b{{ end }}\n---\n# nothing\n"}
    report = run({
        **files,
        "tests/a_test.yaml": suite({"hasDocuments": {"count": 0}}, template="none.yaml"),
        "tests/b_test.yaml": suite({"isKind": {"of": "x"}}, template="none.yaml"),
        "tests/c_test.yaml": suite({"isKind": {"of": "x"}, "not": True}, template="none.yaml"),
    })  # fmt: skip
    assert outcomes(report) == ["passed", "failed", "passed"]


def test_a_test_whose_selector_may_find_nothing_is_skipped_where_it_does(run: Run) -> None:
    selector = {"path": "kind", "value": "Secret", "skipEmptyTemplates": True}
    report = run(suite(KIND, {"documentSelector": selector}, template="config.yaml"))
    assert [(one.outcome, one.lines) for one in report.results] == [("skipped", ("no template has such a document",))]
    report = run(suite({**KIND, "documentSelector": selector}, template="config.yaml"))
    assert (outcomes(report), lines(report)[1:]) == (["failed"], ["Error:", "no document was rendered"])
