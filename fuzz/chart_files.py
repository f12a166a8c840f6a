"""Fuzzes the YAML files of a chart: Chart.yaml, requirements.yaml and values.yaml, read, applied and coalesced."""

from __future__ import annotations

import contextlib
import sys

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.options import LoadOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.chart_loader.assemble import chart_from_files
from pilothouse.plugins.builtin.chart_loader.metadata import read_metadata
from pilothouse.plugins.builtin.requirements.parse import parse_requirements

_KERNEL = make_kernel()
_CHART = b"name: c\nversion: 1.0.0\nmaintainers:\n- {name: m, email: e}\nkeywords: [a, b]\nannotations: {x: 'y'}\n"
_REQUIREMENTS = (
    b"dependencies:\n- name: d\n  version: '>=1.0.0'\n  repository: x\n  condition: d.on,on\n  tags: [t]\n"
    b"  alias: e\n  import-values:\n  - data\n  - child: a\n    parent: b.c\n"
)
_VALUES = b"global: {g: 1}\nd:\n  on: true\n  a: &a [1, 2.5, ~, 'x', \"y\\n\"]\n  b: *a\ntags: {t: false}\nt: |\n  x\n"
_WORDS = (
    *(b"\n", b"- ", b": ", b"? ", b"&a ", b"*a", b"<<: ", b"!!str ", b"!!binary ", b"|\n", b">-\n", b"'", b'"', b"{"),
    *(b"}", b"[", b"]", b"#", b"---\n", b"...\n", b"%YAML", b"null", b"\t", b"\xff", b"\xef\xbb\xbf", b"2001-01-01"),
)


def target(data: bytes) -> None:
    """Read the data as each of the files, beside the other two as they should be."""
    with contextlib.suppress(PilothouseError):
        read_metadata(data)
    with contextlib.suppress(PilothouseError):
        parse_requirements(data)
    for replaced in ("Chart.yaml", "requirements.yaml", "values.yaml", "charts/d/values.yaml"):
        files = {
            "Chart.yaml": _CHART,
            "requirements.yaml": _REQUIREMENTS,
            "values.yaml": _VALUES,
            "charts/d/Chart.yaml": b"name: d\nversion: 1.2.3\n",
            "charts/d/values.yaml": b"exports: {data: {z: 1}}\na: {b: 1}\n",
            replaced: data,
        }
        with contextlib.suppress(PilothouseError):
            chart = chart_from_files(files, LoadOptions())
            chart = _KERNEL.first("helm_process_requirements", chart=chart, overrides={})
            _KERNEL.first("helm_coalesce_values", chart=chart, overrides={"d": {"x": 1.0}})


if __name__ == "__main__":
    sys.exit(run(target, (_CHART, _REQUIREMENTS, _VALUES), _WORDS))
