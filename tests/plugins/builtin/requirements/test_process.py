from __future__ import annotations

import pytest
from charts import chart, coalesce, tree
from pilothouse.core.errors import RequirementsError
from pilothouse.core.golib.yaml import load_map
from pilothouse.plugins.builtin.requirements.process import process_requirements


def test_subcharts_are_enabled_before_values_are_imported() -> None:
    entry = "- {{name: {0}, version: 1.0.0, condition: {0}.on, import-values: [data]}}\n"
    top = chart(
        "top",
        chart("a", values="exports: {data: {from: a}}\n"),
        chart("b", values="exports: {data: {from: b}}\n"),
        requirements="dependencies:\n" + entry.format("a") + entry.format("b"),
    )
    processed = process_requirements(top, {"a": {"on": False}}, coalesce, print)
    assert (tree(processed), load_map(processed.values_text)["from"]) == (["b"], "b")
    assert (tree(top), top.values_text) == (["a", "b"], "")


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        (
            "dependencies: [",
            "cannot load requirements: error converting YAML to JSON: yaml: line 1: did not find expected node content",
        ),
        ("dependencies: [{name: a}]", "found in requirements.yaml, but missing in charts/ directory: a"),
    ],
)
def test_requirements_that_cannot_be_met_stop_everything(requirements: str, message: str) -> None:
    with pytest.raises(RequirementsError) as caught:
        process_requirements(chart("top", requirements=requirements), {}, coalesce, print)
    assert str(caught.value) == message
