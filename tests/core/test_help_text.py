from __future__ import annotations

import click
from pilothouse.core.flags import INT64, STRING, VALUE_FILES
from pilothouse.core.help_text import option_rows, render, table

OPTIONS = [
    click.Option(["--values", "-f"], multiple=True, type=VALUE_FILES, help="files"),
    click.Option(["--name", "-n"], type=STRING, default="release-name", show_default=True, help="name"),
    click.Option(["--timeout"], type=INT64, default=300, show_default=True, help="seconds"),
    click.Option(["--empty"], type=STRING, default="", show_default=True, help="nothing"),
    click.Option(["--yes"], is_flag=True, help="sure"),
    click.Option(["--secret"], hidden=True),
    click.Option(["-x"], help="short only"),
]


def test_flags_are_listed_by_long_name_with_type_and_default() -> None:
    assert option_rows(OPTIONS) == [
        ("-x string", "short only"),
        ("    --empty string", "nothing"),
        ("-n, --name string", 'name (default "release-name")'),
        ("    --timeout int", "seconds (default 300)"),
        ("-f, --values valueFiles", "files"),
        ("    --yes", "sure"),
    ]


def test_columns_are_aligned_without_trailing_blanks() -> None:
    assert table([("a", "first"), ("long", "second"), ("b", "")]) == "  a      first\n  long   second\n  b\n"
    assert table([]) == ""


def test_the_whole_text_has_every_part_that_there_is() -> None:
    command = click.Command("repo", help="\n    Work with repositories.\n\n    Really.\n")
    assert render(
        "helm repo",
        command,
        usage=" [flags]",
        commands=[("add", "add one")],
        aliases=("repos",),
        own=[click.Option(["--yes"], is_flag=True, help="sure")],
        shared=[click.Option(["--home"], type=STRING, help="folder")],
    ) == (
        "Work with repositories.\n\nReally.\n"
        "\nUsage:\n  helm repo [flags]\n  helm repo [command]\n"
        "\nAliases:\n  repo, repos\n"
        "\nAvailable Commands:\n  add   add one\n"
        "\nFlags:\n      --yes   sure\n"
        "\nGlobal Flags:\n      --home string   folder\n"
        '\nUse "helm repo [command] --help" for more information about a command.\n'
    )


def test_parts_that_there_are_not_are_left_out() -> None:
    command = click.Command("home", short_help="Print it.")
    text = render("helm home", command, usage=" [flags]", commands=[], aliases=(), own=[], shared=[])
    assert text == "Print it.\n\nUsage:\n  helm home [flags]\n"
