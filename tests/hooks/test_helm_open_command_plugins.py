from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.making import implementation
from hooks.verb_rules import VerbRules
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.plugin_world import PluginWorld

SERVICE = """
from pilothouse.core.errors import PluginError
from pilothouse.core.model.command_plugin import CommandPlugin
from pilothouse.hookspecs import hookimpl

class Plugins:
    def __init__(self, inner=None):
        self.inner = inner
    def installed(self):
        own = [CommandPlugin("central", "1.0.0", "", "kept in one place", "/opt/central")]
        return own + list(self.inner.installed() if self.inner else ())
    def install(self, source, version):
        return CommandPlugin(source, version, "", "", "/opt/" + source)
    def remove(self, plugin):
        raise PluginError("read only")
    def update(self, plugin):
        pass
"""


class TestOpenCommandPlugins(VerbRules):
    hook = "helm_open_command_plugins"
    default = "HelmCommandPlugins"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, CommandPluginService is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__


def run(tmp_path: Path, *words: str, body: str = "return Plugins()", marker: str = "@hookimpl") -> Outcome:
    world = PluginWorld(tmp_path / "world")
    world.write_show()
    folder = tmp_path / "own"
    testkit.write_plugins(
        folder, {"other": SERVICE + implementation("helm_open_command_plugins", *body.split("; "), marker=marker)}
    )
    return world.run("--plugins-dir", str(folder), "plugin", *words)


def test_the_commands_work_on_the_plugins_of_a_third_party(tmp_path: Path) -> None:
    assert run(tmp_path, "list").stdout == (
        "NAME   \tVERSION\tDESCRIPTION      \ncentral\t1.0.0  \tkept in one place\n"
    )


def test_what_a_third_party_does_is_said_in_helms_words(tmp_path: Path) -> None:
    assert run(tmp_path, "install", "new", "--version", "2").stdout == "Installed plugin: new\n"


def test_what_a_third_party_refuses_is_said_in_helms_words(tmp_path: Path) -> None:
    assert run(tmp_path, "remove", "central", "show").stderr == (
        "Error: Failed to remove plugin central, got error (read only)\nPlugin: show not found\n"
    )


def test_a_wrapper_may_add_to_the_plugins_of_the_home(tmp_path: Path) -> None:
    outcome = run(tmp_path, "list", body="inner = yield; return Plugins(inner)", marker="@hookimpl(wrapper=True)")
    assert [line.split("\t")[0].strip() for line in outcome.stdout.splitlines()] == ["NAME", "central", "show"]
