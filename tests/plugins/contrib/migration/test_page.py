"""The examples of docs/migration.md, carried out."""

from __future__ import annotations

import re
from pathlib import Path

import pilothouse
import pytest
from stand_ins.migration import World, native

PAGE = (Path(pilothouse.__file__).parent / "docs" / "migration.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) if "$ pilothouse" in block]
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: busybox}]}}
"""


def steps(block: str) -> list[tuple[list[str], list[str]]]:
    """The commands of an example, and the lines that each prints."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.splitlines()[0].split(), part.splitlines()[1:]) for part in parts]


def same_sizes(lines: list[str]) -> list[str]:
    """Lines in which sizes are all the same."""
    return [re.sub(r"\d+ (bytes|characters)", r"N \1", line) for line in lines]


def follow(world: World, block: str) -> None:
    for words, printed in steps(block):
        if words[0] != "pilothouse" or words[1] == "upgrade":
            continue
        said = world.ok(*words[1:]).splitlines()
        shown = same_sizes(printed)
        assert same_sizes(said)[: len(shown)] == shown


@pytest.fixture
def released(world: World) -> World:
    chart = world.chart(templates__deployment_yaml=DEPLOYMENT, templates__settings_yaml="")
    world.ok("install", chart, "--name", "web")
    return world


def test_the_way_to_helm_3(released: World) -> None:
    released.ok("upgrade", "web", released.folder / "charts" / "web")
    follow(released, BLOCKS[0])


def test_the_way_from_helm_3(world: World) -> None:
    first = native()
    first["info"]["status"] = "superseded"
    world.put_helm3(first)
    world.put_helm3(native(version=2), "web.v2")
    follow(world, BLOCKS[1])


def test_the_way_to_newer_clusters(released: World) -> None:
    release = released.stored("web.v1")
    release.manifest = release.manifest.replace("apiVersion: apps/v1", "apiVersion: extensions/v1beta1")
    released.store(release)
    follow(released, BLOCKS[2])
    assert len(BLOCKS) == 3
