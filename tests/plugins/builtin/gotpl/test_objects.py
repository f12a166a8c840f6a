from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.golib import json
from pilothouse.core.golib.time import unix
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.chart import Maintainer, Metadata
from pilothouse.core.template_objects import CapabilitiesObject, ChartObject

AT = "render error in \"F\": template: F:1:{}: executing \"F\" at <{}>: {}"


def capabilities() -> CapabilitiesObject:
    return CapabilitiesObject(
        Capabilities(frozenset({"v1"}), KubeVersion("1", "14", "v1.14.0"), TillerVersion("v2.17.0"))
    )


def metadata() -> Metadata:
    described = Metadata("demo", "0.1.0")
    described.maintainers = [Maintainer("Me", "m@e")]
    return described


def test_what_a_chart_leaves_out_is_nil() -> None:
    chart = ChartObject(Metadata("demo", "0.1.0"))
    assert [json.encode(value) for value in (chart.keywords, chart.sources, chart.maintainers, chart.annotations)] == [
        "null"
    ] * 4


def test_what_a_chart_has_empty_is_not_nil() -> None:
    described = Metadata("demo", "0.1.0")
    described.keywords, described.maintainers, described.annotations = [], [], {}
    chart = ChartObject(described)
    values = (chart.keywords, chart.maintainers, chart.annotations)
    assert [json.encode(value) for value in values] == ["[]", "[]", "{}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .Values.caps }}", "{map[v1:{}] v1.14.0 sem_ver:\"v2.17.0\" }"),
        ("{{ print .Values.caps }}", "&{map[v1:{}] v1.14.0 sem_ver:\"v2.17.0\" }"),
        ("{{ html .Values.caps }}", "{map[v1:{}] v1.14.0 sem_ver:&#34;v2.17.0&#34; }"),
        ("{{ .Values.caps.KubeVersion }}", "v1.14.0"),
        ("{{ keysOf .Values.caps.APIVersions }}", "[v1]"),
        (
            "{{ range .Values.chart }}{{ end }}",
            AT.format(16, ".Values.chart", "range can't iterate over {demo  [] 0.1.0  [] [name:\"Me\" email:\"m@e\" ]"
            "       false  map[]  {} [] 0}"),
        ),
        (
            "{{ range .Values.caps.KubeVersion }}{{ end }}",
            AT.format(16, ".Values.caps.KubeVersion", "range can't iterate over v1.14.0"),
        ),
        (
            "{{ .Values.chart.Reset }}",
            AT.format(10, ".Values.chart.Reset", "can't call method/function \"Reset\" with 0 results"),
        ),
        (
            "{{ .Values.moment.Date }}",
            AT.format(10, ".Values.moment.Date", "can't call method/function \"Date\" with 3 results"),
        ),
    ],
)  # fmt: skip
def test_templates_see_objects_as_go_shows_them(render: Callable[..., str], text: str, expected: str) -> None:
    values: dict[str, Any] = {"caps": capabilities(), "chart": ChartObject(metadata()), "moment": unix(0)}
    assert render(text, values) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ range 1 }}{{ else if }}", "unexpected <if> in input"),
        ("{{ if 1 }}{{ else }}{{ else if $x }}", "expected end; found {{else}}"),
        ("{{ define \"x\" }}{{ else if }}", "unexpected {{else}} in define clause"),
        ("{{ else if }}", "unexpected {{else}}"),
        ("{{ if 1 }}{{ else if }}", "missing value for if"),
    ],
)
def test_where_an_else_stands_matters_before_what_it_asks(
    render: Callable[..., str], text: str, expected: str
) -> None:
    assert render(text) == f'parse error in "F": template: F:1: {expected}'
