from __future__ import annotations

from pathlib import Path

from charts import chart, tree
from pilothouse.core.testkit import make_kernel

BANNING = """
from pilothouse.hookspecs import hookimpl

@hookimpl(wrapper=True)
def helm_coalesce_values(chart):
    values = yield
    return {**values, "kid": {"enabled": False}}
"""


def test_values_are_coalesced_by_whoever_answers_that(tmp_path: Path) -> None:
    top = chart(
        "top", chart("kid"), requirements="dependencies: [{name: kid, version: 1.0.0, condition: kid.enabled}]\n"
    )
    for plugins, left in (({}, ["kid"]), ({"banning": BANNING}, [])):
        kernel = make_kernel(tmp_path / str(len(plugins)), plugins)
        assert tree(kernel.first("helm_process_requirements", chart=top, overrides={})) == left
