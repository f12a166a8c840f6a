from __future__ import annotations

from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import ValueSources
from pilothouse.core.testkit import make_kernel


def test_values_are_read_coalesced_and_explained() -> None:
    kernel = make_kernel()
    sources = ValueSources(set=("a=2",))
    chart = Chart(Metadata("c"), values_text="a: 1\nb: {x: 1}\n")
    overrides = kernel.first("helm_read_values", sources=sources)
    assert overrides == {"a": 2.0}
    assert kernel.first("helm_coalesce_values", chart=chart, overrides=overrides) == {"a": 2.0, "b": {"x": 1.0}}
    assert kernel.first("helm_explain_value", chart=chart, sources=sources, path="a") == [
        "a: 2",
        "  values.yaml:1  1",
        "* --set a=2      2",
    ]


def test_warnings_are_logged_as_helm_logs_them() -> None:
    kernel = make_kernel()
    kernel.first("helm_coalesce_values", chart=Chart(Metadata("c"), values_text="a: {x: 1}\n"), overrides={"a": "y"})
    assert kernel.console.stderr.endswith(
        " Warning: Merging destination map for chart 'c'. Overwriting table item 'a', with non table value: y\n"
    )
