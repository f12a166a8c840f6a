"""Releases of a Tiller at an address: the same pages, with what a Tiller says where the cluster is not known."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from cluster.control_plane import free_ports, wait_until
from pilothouse.core.testkit import run
from stand_ins.served_pages import Served, served
from stand_ins.shown_releases import kernel_of


@pytest.fixture(scope="module")
def of_tiller(world: dict[str, str]) -> Iterator[Served]:
    """The world, shown by way of a Tiller."""
    address = f"127.0.0.1:{free_ports(1)[0]}"
    program = [sys.executable, "-m", "pilothouse", "tiller", "--listen", address, "--probe=false"]
    process = subprocess.Popen(program, env={**os.environ, **world}, cwd="/", stderr=subprocess.DEVNULL)
    environment = {**world, "HELM_HOST": address, "PILOTHOUSE_CLUSTER": ""}
    try:
        wait_until(lambda: run(["version", "--server"], environment=environment).code == 0, "a Tiller")
        with served(kernel_of(environment)) as found:
            yield found
    finally:
        process.terminate()
        process.wait(30)


def test_lists_histories_and_contents_are_those_of_the_store(pages: Served, of_tiller: Served) -> None:
    for path in ("releases", "releases?status=failed", "releases/shop/manifests", "releases/shop/values"):
        assert _timeless(of_tiller.get(f"api/{path}").data) == _timeless(pages.get(f"api/{path}").data)
    theirs, ours = (one.get("releases/shop").page.lines for one in (of_tiller, pages))
    assert theirs == ours


def test_live_objects_are_what_the_tiller_says_of_them(of_tiller: Served) -> None:
    answer = of_tiller.get("releases/shop/objects")
    lines = answer.page.lines
    assert "These releases are asked of a Tiller, which says this about the objects." in lines
    assert "  ==> v1/ConfigMap" in lines
    assert any(line.startswith("  shop ") for line in lines)


def test_drift_of_an_unknown_cluster_is_not_looked_for(of_tiller: Served) -> None:
    lines = of_tiller.get("releases/shop/drift").page.lines
    at = lines.index("The cluster cannot be compared")
    assert lines[at + 1 : at + 3] == [
        "the cluster of this Tiller is not known",
        "releases are asked of a Tiller at an address; it may work on any cluster",
    ]


def _timeless(data: object) -> object:
    """Facts without how long ago they were."""
    if isinstance(data, dict):
        return {name: _timeless(value) for name, value in data.items() if name != "ago"}
    return [_timeless(value) for value in data] if isinstance(data, list) else data
