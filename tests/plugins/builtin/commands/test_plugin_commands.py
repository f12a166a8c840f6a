from __future__ import annotations

import io
import os
import pty
from pathlib import Path

import pytest
from pilothouse.core import quick
from pilothouse.core.console import Console
from pilothouse.core.settings import Settings
from stand_ins.plugin_world import PluginWorld


@pytest.fixture
def world(tmp_path: Path) -> PluginWorld:
    return PluginWorld(tmp_path)


def test_plugins_are_listed_with_all_of_their_descriptions(world: PluginWorld) -> None:
    world.write("one", "name: one\nversion: 1.0.0\ndescription: |-\n  two\n  lines\n")
    world.write("two", f"name: two\ndescription: {'x' * 100}\n")
    assert world.run("plugin", "list").stdout == (
        f"NAME\tVERSION\tDESCRIPTION{' ' * 89}\n"
        f"one \t1.0.0  \ttwo{' ' * 97}\n"
        f"    \t       \tlines{' ' * 95}\n"
        f"two \t       \t{'x' * 100}\n"
    )


def test_debug_says_where_plugins_are_looked_for(world: PluginWorld) -> None:
    assert world.run("plugin", "list", "--debug", HELM_PLUGIN="/a:/b").stdout == (
        "[debug] pluginDirs: /a:/b\nNAME\tVERSION\tDESCRIPTION\n"
    )


def test_broken_plugins_are_told_of_below_the_others(world: PluginWorld) -> None:
    world.write("good", "name: good\nversion: 1.0.0\n")
    for name in ("bad", "worse"):
        world.write(name, f"name: {name}\ncolour: red\n")
    problem = "yaml: unmarshal errors:\n  line 2: field colour not found in type plugin.Metadata\n"
    assert world.run("plugin", "list", PILOTHOUSE_HINTS="always") == (
        1,
        "NAME\tVERSION\tDESCRIPTION\ngood\t1.0.0  \t           \n",
        f"Error: {world.plugins}/bad/plugin.yaml: {problem}"
        f"{world.plugins}/worse/plugin.yaml: {problem}"
        "hint: `plugin remove bad` takes it away\n",
    )


def test_a_plugin_that_cannot_be_called_is_told_of_where_somebody_reads_along(world: PluginWorld) -> None:
    folder = world.write_show("del")
    listed = "NAME\tVERSION\tDESCRIPTION\ndel \t0.1.0  \t           \n"
    assert world.run("plugin", "list") == (0, listed, "")
    assert world.run("plugin", "list", PILOTHOUSE_HINTS="always") == (
        0, listed, f"warning: plugin del ({folder}) cannot be called: a built-in command has its name\n",
    )  # fmt: skip


def test_a_description_cannot_rewrite_a_terminal(world: PluginWorld) -> None:
    # CVE-2021-21303
    world.write("p", 'name: p\ndescription: "a\\e[2Jb\\u202e"\n')
    theirs, ours = pty.openpty()
    with open(ours, "wb", buffering=0) as terminal:
        console = Console(io.BufferedWriter(terminal), io.BytesIO())  # type: ignore[arg-type]
        quick.run(["plugin", "list"], program="helm", console=console, settings=Settings(world.environment))
        console.flush()
        printed = os.read(theirs, 10_000).decode()
    os.close(theirs)
    assert "a\\x1b[2Jb\\u202e" in printed
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_without_a_subcommand_the_group_prints_its_help(world: PluginWorld) -> None:
    for words in (("plugin",), ("plugin", "nosuch")):
        outcome = world.run(*words)
        assert (outcome.code, outcome.stderr) == (0, "")
        listed = outcome.stdout.split("Available Commands:\n")[1].split("\n\n")[0]
        assert [line.split()[0] for line in listed.splitlines()] == ["install", "list", "remove", "update"]
