from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import ChartError, HostileChartError
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.options import LoadOptions
from pilothouse.plugins.builtin.chart_loader.assemble import chart_from_files
from stand_ins.archives import tgz

CHART = b"name: demo\n"


def shape(chart: Chart) -> dict[str, Any]:
    return {
        "name": chart.name,
        "templates": [(file.name, file.data) for file in chart.templates],
        "files": [file.name for file in chart.files],
        "values": chart.values_text,
        "charts": [shape(subchart) for subchart in chart.dependencies],
    }


def test_every_file_goes_where_its_path_says() -> None:
    chart = chart_from_files(
        {
            "README.md": b"r",
            "templates/b/c.txt": b"t",
            "Chart.yaml": CHART,
            "values.yaml": b"a: \xff\n",
            "requirements.yaml": b"",
            "charts/kid/templates/k.yaml": b"k",
            "charts/kid/Chart.yaml": b"name: kid\n",
            "charts/kid/values.yaml": b"k: 1\n",
            "charts/kid/charts/grand/Chart.yaml": b"name: grand\n",
            "charts/packed-1.tgz": tgz([("x/Chart.yaml", b"name: packed\n"), ("x/templates/p", b"p")]),
            "charts/packed-1.tgz.prov": b"signature",
            "charts/kid/x.prov": b"",
            "charts/.hidden": b"",
            "charts/_partial/x": b"",
            "template/x": b"",
        }
    )
    grand = {"name": "grand", "templates": [], "files": [], "values": "", "charts": []}
    assert shape(chart) == {
        "name": "demo",
        "templates": [("templates/b/c.txt", b"t")],
        "files": ["README.md", "requirements.yaml", "charts/packed-1.tgz.prov", "charts/kid/x.prov", "template/x"],
        "values": "a: \udcff\n",
        "charts": [
            {
                "name": "kid",
                "templates": [("templates/k.yaml", b"k")],
                "files": [],
                "values": "k: 1\n",
                "charts": [grand],
            },
            {"name": "packed", "templates": [("templates/p", b"p")], "files": [], "values": "", "charts": []},
        ],
    }


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "chart metadata (Chart.yaml) missing"),
        ({"Chart.yaml": b""}, "invalid chart (Chart.yaml): name must not be empty"),
        ({"Chart.yaml": b"name: a\napiVersion: v2\n"}, "apiVersion 'v2' is not valid. The value must be \"v1\""),
        ({"values.toml": b"", "Chart.yaml": CHART}, "values.toml is illegal as of 2.0.0-alpha.2"),
        (
            {"Chart.yaml": CHART, "charts/README.md": b""},
            "error unpacking README.md in demo: chart metadata (Chart.yaml) missing",
        ),
        (
            {"Chart.yaml": CHART, "charts/x.tgz/Chart.yaml": CHART},
            "error unpacking tar in demo: expected x.tgz, got x.tgz/Chart.yaml",
        ),
        ({"Chart.yaml": CHART, "charts/x.tgz": b"junk"}, "error unpacking x.tgz in demo: unexpected EOF"),
        (
            {"Chart.yaml": CHART, "charts/a/Chart.yaml": b"name: a\n", "charts/a/charts/b/x": b""},
            "error unpacking a in demo: error unpacking b in a: chart metadata (Chart.yaml) missing",
        ),
        ({"Chart.yaml": b"name: ../x\n"}, 'invalid chart (Chart.yaml): name "../x" must not be a path'),
        (
            {"Chart.yaml": CHART, "charts/a/Chart.yaml": b"name: '.'\n"},
            'error unpacking a in demo: invalid chart (Chart.yaml): name "." must not be a path',
        ),
        ({"Chart.yaml": CHART, "a\x1bb": b""}, "chart contains illegally named files"),
    ],
)
def test_charts_that_cannot_be_are_errors(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(ChartError) as caught:
        chart_from_files(files)
    assert str(caught.value) == message


def test_subcharts_nested_without_end_are_refused() -> None:
    """CVE-2025-32386 in depth: archives in archives share one budget and a limit of levels."""
    files = {"/".join(["charts/x"] * depth + ["Chart.yaml"]): b"name: x\n" for depth in range(70)}
    with pytest.raises(HostileChartError) as caught:
        chart_from_files(files)
    assert str(caught.value).endswith("subcharts are nested deeper than 64 levels")


def test_archives_in_archives_use_up_the_same_budget() -> None:
    """CVE-2025-32386: nesting does not multiply what may be unpacked."""
    inner = tgz([("x/Chart.yaml", b"name: x\n"), ("x/zeros", bytes(300_000))])
    files = {"Chart.yaml": CHART, **{f"charts/x{number}.tgz": inner for number in range(4)}}
    with pytest.raises(HostileChartError) as caught:
        chart_from_files(files, LoadOptions(max_chart_size=1_000_000))
    assert str(caught.value) == (
        "error unpacking x3.tgz in demo: decompressed chart is larger than the maximum size 1000000 bytes"
    )
