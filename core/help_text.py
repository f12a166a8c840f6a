"""How ``--help`` looks: description, usage, commands, the command's own flags, and those that every command takes."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import click

from .command import INT64, Flag
from .flags import flag_of

_SHOWN_KINDS = {INT64: "int"}
"""Kinds that usage texts call otherwise (spf13/pflag)."""


def option_rows(options: list[click.Option], home: str = "~") -> list[tuple[str, str]]:
    """Flags with their type, and what they do with their default, sorted by long name.

    `home` stands for ``~`` in defaults.
    """
    flags = [flag_of(option) for option in options if not option.hidden]
    return [_row(flag, home) for flag in sorted(flags, key=lambda flag: flag.long if flag.long[1] == "-" else "")]


def _row(flag: Flag, home: str) -> tuple[str, str]:
    short = next((name for name in flag.names if not name.startswith("--")), "")
    long = flag.long if flag.long.startswith("--") else ""
    left = f"{short}, {long}" if short and long else short or f"    {long}"
    if not flag.is_bool:
        left += f" {_SHOWN_KINDS.get(flag.kind, flag.kind)}"
    text, default = flag.help, flag.shown_default
    if default.startswith("~/"):
        default = home + default[1:]
    if default:
        bare = flag.is_bool or flag.kind.lstrip("u").startswith("int")
        text += f" (default {default})" if bare else f' (default "{default}")'
    return left, text


def table(rows: list[tuple[str, str]]) -> str:
    """Two aligned columns, each line indented by two."""
    width = max((len(left) for left, _ in rows), default=0)
    return "".join(f"  {left:<{width}}   {text}".rstrip() + "\n" for left, text in rows)


def render(
    path: str,
    command: click.Command,
    *,
    usage: str,
    commands: list[tuple[str, str]],
    aliases: tuple[str, ...],
    idle: Sequence[tuple[str, str]] = (),
    own: list[click.Option],
    shared: list[click.Option],
    home: str = "~",
) -> str:
    """The whole help text of the command that is called by `path` (``helm repo add``).

    `idle` are commands of plugins that are off until they are used; `home` is the user's folder.
    """
    parts = [inspect.cleandoc(command.help or command.short_help or "").rstrip() + "\n"]
    parts.append(f"\nUsage:\n  {path}{usage}\n")
    if commands:
        parts.append(f"  {path} [command]\n")
    if aliases:
        parts.append(f"\nAliases:\n  {', '.join((command.name or '', *aliases))}\n")
    if commands:
        parts.append("\nAvailable Commands:\n" + table(commands))
    if idle:
        parts.append("\nCommands of plugins that are off until one of them is used:\n" + table(list(idle)))
    if own:
        parts.append("\nFlags:\n" + table(option_rows(own, home)))
    if shared:
        parts.append("\nGlobal Flags:\n" + table(option_rows(shared, home)))
    if commands:
        parts.append(f'\nUse "{path} [command] --help" for more information about a command.\n')
    return "".join(parts)
