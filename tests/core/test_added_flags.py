from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome

TICKETS = """
from pilothouse.core.command import Flag, command
from pilothouse.core.entries import CommandEntry, FlagEntry, SettingEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_settings():
    return [SettingEntry("ticket", "TICKET", "none", "why this is done", "--ticket"),
            SettingEntry("labels", "LABELS", "", "words", "--label")]

@hookimpl
def helm_register_flags():
    return [
        FlagEntry("--ticket", "why this is done", "ticket", ("greet", "repo greet", "home"), short="-T"),
        FlagEntry("--label", "a word", "labels", ("greet",), kind="stringArray"),
        FlagEntry("--loud", "not mine to add", "ticket", ("greet",)),
    ]

@hookimpl
def helm_register_commands():
    return [CommandEntry("greet", "say hello", "tickets:greet"),
            CommandEntry("greet", "say hello", "tickets:greet", parent="repo")]

@command("greet", Flag("--loud", kind="bool", help="in capitals"))
def greet(kernel, args, loud):
    "Say hello."
    kernel.console.line(f"{kernel.setting('ticket')} {kernel.setting('labels')} {loud}")
"""


@pytest.fixture
def plugins(tmp_path: Path) -> str:
    testkit.write_plugins(tmp_path, {"tickets": TICKETS})
    return str(tmp_path)


def run(plugins: str, *args: str, **environment: str) -> Outcome:
    """The short way through the command line, which plugin switches on it would not go."""
    return testkit.run(args, environment={"PILOTHOUSE_PLUGINS_DIR": plugins, **environment})


@pytest.mark.parametrize(
    ("args", "printed"),
    [
        (("greet",), "none  False"),
        (("greet", "--ticket", "A-1"), "A-1  False"),
        (("greet", "-TA-1", "--label=x", "--label", "y"), "A-1 x,y False"),
        (("greet", "--loud"), "none  True"),
        (("repo", "greet", "--ticket=B"), "B  False"),
    ],
)
@pytest.mark.parametrize("leading", [(), ("--debug",)], ids=["the short way", "by click"])
def test_a_flag_that_a_plugin_adds_becomes_a_setting(
    plugins: str, leading: tuple[str, ...], args: tuple[str, ...], printed: str
) -> None:
    assert run(plugins, *leading, *args) == (0, f"{printed}\n", "")


def test_the_environment_says_it_where_the_flag_is_not_given(plugins: str) -> None:
    assert run(plugins, "greet", TICKET="E").stdout == "E  False\n"
    assert run(plugins, "greet", "-T", "F", TICKET="E").stdout == "F  False\n"


def test_help_shows_added_flags_and_the_command_s_own_one_where_both_have_a_name(plugins: str) -> None:
    text = run(plugins, "greet", "--help").stdout
    flags = text[text.index("\nFlags:\n") : text.index("\nGlobal Flags:\n")]
    assert flags == (
        "\nFlags:\n"
        "  -h, --help                print this help\n"
        "      --label stringArray   a word\n"
        "      --loud                in capitals\n"
        "  -T, --ticket string       why this is done\n"
    )


def test_a_command_to_which_it_was_not_added_does_not_know_it(plugins: str) -> None:
    assert run(plugins, "version", "--ticket", "x").stderr.startswith("Error: unknown flag: --ticket\n")
    assert run(plugins, "home", "--ticket", "x").code == 0


def test_a_contrib_plugin_is_switched_on_by_its_flag_and_by_its_variable() -> None:
    for given, status in (({}, "disabled"), ({"PILOTHOUSE_VALIDATE_SCHEMA": "true"}, "active")):
        lines = testkit.run(["plugins", "list"], environment=given).stdout.splitlines()
        assert [line.split()[3].rstrip(":") for line in lines if line.startswith("jsonschema ")] == [status]
    kernel = testkit.make_kernel()
    (flag,) = (flag for flag in kernel.added_flags("template", ()) if flag.long == "--post-renderer")
    kernel.use_flag(flag, "cat")
    assert "postrender" not in kernel.disabled
    assert kernel.setting("post-renderer") == "cat"


def test_a_contrib_plugin_that_was_left_out_adds_no_flag() -> None:
    kernel = testkit.make_kernel(flags={"plugins": "no:postrender"})
    assert [flag for flag in kernel.added_flags("template", ()) if "post-render" in flag.long] == []
