from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pilothouse.core.errors import ChartError, ChartNotFoundError
from pilothouse.core.model.options import LoadOptions
from pilothouse.plugins.builtin.chart_loader.load import load_chart
from stand_ins.archives import tgz


def test_a_directory_and_an_archive_of_it_are_the_same_chart(tmp_path: Path) -> None:
    files = {
        "Chart.yaml": b"name: demo\nversion: 1.0.0\n",
        "templates/a.yaml": b"a",
        "values.yaml": b"x: 1\n",
        "z": b"z",
    }
    (tmp_path / "demo" / "templates").mkdir(parents=True)
    for name, content in files.items():
        (tmp_path / "demo" / name).write_bytes(content)
    (tmp_path / "demo.tgz").write_bytes(tgz([(f"demo/{name}", content) for name, content in files.items()]))
    charts = [load_chart(str(tmp_path / name), LoadOptions(), print) for name in ("demo", "demo.tgz")]
    assert [
        (c.name, c.metadata.version, c.values_text, [t.data for t in c.templates], [f.name for f in c.files], c.origin)
        for c in charts
    ] == [
        ("demo", "1.0.0", "x: 1\n", [b"a"], ["z"], str(tmp_path / "demo")),
        ("demo", "1.0.0", "x: 1\n", [b"a"], ["z"], str(tmp_path / "demo.tgz")),
    ]


def test_nothing_at_the_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChartNotFoundError) as caught:
        load_chart(str(tmp_path / "nope"), LoadOptions(), print)
    assert str(caught.value) == f"stat {tmp_path}/nope: no such file or directory"


def test_an_archive_that_is_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "web-0.1.0.tgz"
    path.write_bytes(gzip.compress(b"short"))
    with pytest.raises(ChartError) as caught:
        load_chart(str(path), LoadOptions(), print)
    assert (caught.value.message, caught.value.details) == ("unexpected EOF", (f"in {path}",))
