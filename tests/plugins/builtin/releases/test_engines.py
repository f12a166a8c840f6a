"""Releases that other engines than Helm's own have made, through the command line and on the sandbox."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome

UPPER = """
from pilothouse.core.entries import EngineEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_engines():
    return [EngineEntry("dollar", "texts with $name in them", trust="code", version="2.1")]

@hookimpl
def helm_render_chart(chart, render_values):
    if chart.metadata.engine != "dollar":
        return None
    files, values = {}, render_values.values["dollars"]
    for below in chart.dependencies:
        for template in below.templates:
            text = template.data.decode().replace("$coin", str(values["coin"]))
            files[f"{chart.name}/charts/{below.name}/{template.name}"] = text
    return files
"""
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  of: {of}\n"


class World:
    """A chart of two engines, a folder of plugins, and a cluster."""

    def __init__(self, folder: Path) -> None:
        self.plugins, self.chart = folder / "plugins", folder / "mint"
        self.environment = {"HELM_HOME": str(folder / "home"), "PILOTHOUSE_CLUSTER": "sandbox"}
        self.install_plugin()
        self.write("", "name: mint\nversion: 0.1.0\n", MAP.format(name="mint", of="'{{ .Values.of }}'"))
        child = "name: dollars\nversion: 0.1.0\nengine: dollar\n"
        self.write("charts/dollars", child, MAP.format(name="dollars", of="$coin"))
        (self.chart / "values.yaml").write_text("of: gold\ndollars:\n  coin: silver\n")

    def write(self, path: str, about: str, template: str) -> None:
        folder = self.chart / path
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(about)
        (folder / "templates" / "map.yaml").write_text(template)

    def install_plugin(self) -> None:
        testkit.write_plugins(self.plugins, {"dollar": UPPER})

    def helm(self, *args: str) -> Outcome:
        return testkit.run(["--plugins-dir", str(self.plugins), *args], environment=self.environment)

    def done(self, *args: str) -> str:
        outcome = self.helm(*args)
        assert (outcome.code, outcome.stderr) == (0, ""), outcome
        return outcome.stdout


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_record_and_status_say_which_engines_took_part(world: World) -> None:
    world.done("install", str(world.chart), "-n", "demo")
    lines = re.sub("LAST DEPLOYED: .*", "LAST DEPLOYED: now", world.done("status", "demo")).splitlines()
    assert lines[:4] == [
        "LAST DEPLOYED: now",
        "NAMESPACE: default",
        "STATUS: DEPLOYED",
        "ENGINE: dollar 2.1 (code; plugin dollar)",
    ]
    document = json.loads(world.done("status", "demo", "-o", "json"))
    assert document["engines"] == [{"name": "dollar", "version": "2.1", "trust": "code", "plugin": "dollar"}]
    manifest = world.done("get", "manifest", "demo")
    assert ("of: silver" in manifest, "of: 'gold'" in manifest) == (True, True)


def test_a_rollback_has_the_engines_of_the_revision_that_it_goes_back_to(world: World) -> None:
    world.done("install", str(world.chart), "-n", "demo")
    (world.chart / "charts" / "dollars" / "Chart.yaml").write_text("name: dollars\nversion: 0.2.0\n")
    world.done("upgrade", "demo", str(world.chart))
    assert "ENGINE" not in world.done("status", "demo")
    world.done("rollback", "demo", "1")
    assert "\nENGINE: dollar 2.1 (code; plugin dollar)\n" in world.done("status", "demo")


def test_without_the_engine_a_release_can_be_looked_at_rolled_back_and_deleted(world: World) -> None:
    world.done("install", str(world.chart), "-n", "demo")
    world.done("upgrade", "demo", str(world.chart), "--set", "dollars.coin=copper")
    (world.plugins / "dollar.py").unlink()
    outcome = world.helm("upgrade", "demo", str(world.chart), "--set", "dollars.coin=tin")
    message = 'chart "dollars" wants the template engine "dollar", which no installed plugin provides\n'
    assert (outcome.code, outcome.stdout) == (1, f"UPGRADE FAILED\nError: {message}")
    assert outcome.stderr == (
        f"Error: UPGRADE FAILED: {message}  engines: gotpl, jinja2\nhint: `pip install pilothouse-engine-dollar` may "
        "provide it, if you trust that package; PILOTHOUSE_ENGINE_FALLBACK=gotpl renders with gotpl, as Helm v2 does\n"
    )
    assert "\nENGINE: dollar 2.1 (code; plugin dollar)\n" in world.done("status", "demo")
    assert "of: copper" in world.done("get", "manifest", "demo")
    world.done("rollback", "demo", "1")
    assert "of: silver" in world.done("get", "manifest", "demo")
    world.install_plugin()
    world.done("upgrade", "demo", str(world.chart), "--set", "dollars.coin=tin")
    assert len(world.done("history", "demo").splitlines()) == 5
    assert world.done("delete", "demo", "--purge") == 'release "demo" deleted\n'
