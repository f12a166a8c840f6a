from __future__ import annotations

from pathlib import Path

import pytest
from hooks.making import MakeKernel, without_folder
from hooks.record_rules import RecordRules
from pilothouse.core import testkit
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_commands"


def test_by_default_built_in_plugins_provide_every_command(kernel: Kernel) -> None:
    registry = kernel.registry(HOOK)
    assert {found.plugin.name for found in registry.winners()} == {"commands", "plugin_authoring", "sandbox"}
    assert {"template", "version", "plugins list", "plugins explain"} <= set(registry)


GREET = """
import click
from pilothouse.core.cli import Command, pass_kernel
from pilothouse.core.entries import CommandEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_commands():
    return [
        CommandEntry("greet", "say hello", "greeter:greet", ("hi",)),
        CommandEntry("fail", "fail", "greeter:fail"),
        CommandEntry("secret", "not shown", "greeter:greet", hidden=True),
        CommandEntry("version", "another version", "greeter:greet", replaces="commands"),
        CommandEntry("broken", "is no command", "greeter:helm_register_commands"),
        CommandEntry("missing", "does not exist", "greeter:missing"),
    ]

@click.command(cls=Command)
@click.option("--name", default="you")
@pass_kernel
def greet(kernel, name):
    \"\"\"Say hello.\"\"\"
    kernel.console.line(f"hello {name}")

@click.command()
def fail():
    raise KeyError("x")
"""


@pytest.fixture
def greeter(tmp_path: Path) -> list[str]:
    """The words that load a plugin with commands."""
    testkit.write_plugins(tmp_path, {"greeter": GREET})
    return ["--plugins-dir", str(tmp_path)]


@pytest.mark.parametrize("name", ["greet", "hi", "secret", "version"])
def test_a_third_partys_command_runs_by_name_alias_and_in_place_of_another(greeter: list[str], name: str) -> None:
    assert testkit.run([*greeter, name, "--name", "world"]) == (0, "hello world\n", "")


def test_the_programs_help_shows_it_unless_it_is_hidden(greeter: list[str]) -> None:
    shown = testkit.run([*greeter, "--help"]).stdout
    assert "  greet        say hello\n" in shown
    assert "  version      another version\n" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fail", "command 'fail' of plugin 'greeter' (greeter.py) failed: KeyError: 'x'"),
        (
            "broken",
            "plugin 'greeter' (greeter.py) names 'greeter:helm_register_commands' for 'broken', which is function, "
            "not a command",
        ),
        (
            "missing",
            "plugin 'greeter' (greeter.py) names 'greeter:missing' for 'missing', which cannot be loaded: "
            "AttributeError: module 'pilothouse_plugin_file_greeter' has no attribute 'missing'",
        ),
    ],
)
def test_a_command_that_cannot_be_run_names_its_plugin(greeter: list[str], name: str, message: str) -> None:
    outcome = testkit.run([*greeter, name])
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[0].replace(greeter[1] + "/", "") == f"Error: {message}"


def test_a_command_of_a_built_in_plugin_is_not_replaced_unasked(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=TestCommands().plugin('CommandEntry("version", "mine", "other:version")'))
    with pytest.raises(PluginError) as caught:
        kernel.find(HOOK, "version")
    assert without_folder(kernel, caught.value.message) == (
        "commands: 'version' is provided by 'commands' (pilothouse) and 'other' (other.py)"
    )


class TestCommands(RecordRules):
    hook = HOOK
    name = "greet"
    own = 'CommandEntry("greet", "say hello", "my_plugin:greet")'
    entry = "CommandEntry"
