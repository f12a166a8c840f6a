from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.making import implementation
from hooks.verb_rules import VerbRules
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.plugin_world import PluginWorld

IMPORTS = """
from pilothouse.core.errors import PluginError
from pilothouse.core.model.command_plugin import FoundCommand
from pilothouse.hookspecs import hookimpl

def hello(words):
    print("hello", *words, flush=True)
    return len(words)

def fail(words):
    return {}["x"]

HELLO = FoundCommand("hello", "greet", "Greets the words\\nthat it gets.", hello)
"""


class TestFindCommands(VerbRules):
    hook = "helm_find_commands"
    default: list[Any] = []
    override = "[1]"
    overridden = [1]
    complaint = "int, list is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {}


@pytest.fixture
def world(tmp_path: Path) -> PluginWorld:
    """A home with the command plugin `show`."""
    world = PluginWorld(tmp_path)
    world.write_show()
    return world


def run(world: PluginWorld, *words: str, body: str = "return [HELLO]", marker: str = "@hookimpl") -> Outcome:
    folder = world.folder / "own"
    testkit.write_plugins(
        folder, {"other": IMPORTS + implementation("helm_find_commands", *body.split("; "), marker=marker)}
    )
    return world.run("--plugins-dir", str(folder), *words)


def test_a_third_party_replaces_the_commands_of_command_plugins(
    world: PluginWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(world, "hello", "a", "--help").code == 2
    assert capfd.readouterr().out == "hello a --help\n"
    assert run(world, "show").stderr.startswith('Error: unknown command "show" for "helm"\n')


def test_a_wrapper_adds_to_the_commands_of_command_plugins(
    world: PluginWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    wrapper = {"body": "commands = yield; return [*commands, HELLO]", "marker": "@hookimpl(wrapper=True)"}
    assert run(world, "hello", **wrapper).code == 0
    assert run(world, "show", "a", **wrapper).code == 0
    assert capfd.readouterr().out == "hello\n1 words: a\n"
    listed = run(world, "help", **wrapper).stdout
    assert "  hello        greet\n" in listed
    assert '  show         the "show" plugin\n' in listed


def test_a_built_in_command_wins_over_one_that_is_found(world: PluginWorld) -> None:
    body = "return [FoundCommand('home', 'mine', '', fail)]"
    assert run(world, "home", body=body) == (0, f"{world.home}\n", "")
    assert "mine" not in run(world, "help", body=body).stdout


def test_its_help_is_what_it_says_of_itself(world: PluginWorld) -> None:
    text = run(world, "help", "hello").stdout
    assert text.startswith("Greets the words\nthat it gets.\n\nUsage:\n  helm hello [flags]\n\nFlags:\n")


def test_an_exception_of_a_command_is_an_error_with_its_name(world: PluginWorld) -> None:
    outcome = run(world, "bad", body="return [FoundCommand('bad', '', '', fail)]")
    assert outcome == (1, "", "Error: command 'bad' failed: KeyError: 'x'\n")


def test_commands_that_are_found_are_suggested(world: PluginWorld) -> None:
    assert run(world, "hallo").stderr == (
        "Error: unknown command \"hallo\" for \"helm\"\n\nDid you mean this?\n\thello\n\n"
        "Run 'helm --help' for usage.\n"
    )
