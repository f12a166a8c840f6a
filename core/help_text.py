"""How ``--help`` looks: description, usage, commands, the command's own flags, and those that every command takes."""

from __future__ import annotations

import inspect

import click

from .flags import FlagType


def option_rows(options: list[click.Option]) -> list[tuple[str, str]]:
    """Flags with their type, and what they do with their default, sorted by long name."""
    rows = []
    for option in sorted(options, key=_long):
        if option.hidden:
            continue
        short = next((name for name in option.opts if not name.startswith("--")), "")
        left = f"{short}, {_long(option)}" if short and _long(option) else short or f"    {_long(option)}"
        if not option.is_flag:
            left += f" {option.type.name if isinstance(option.type, FlagType) else 'string'}"
        text = option.help or ""
        default = option.default
        if option.show_default and isinstance(default, str | int) and default and not option.is_flag:
            text += f' (default "{default}")' if isinstance(default, str) else f" (default {default})"
        rows.append((left, text))
    return rows


def _long(option: click.Option) -> str:
    return next((name for name in option.opts if name.startswith("--")), "")


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
    own: list[click.Option],
    shared: list[click.Option],
) -> str:
    """The whole help text of the command that is called by `path` (``helm repo add``)."""
    parts = [inspect.cleandoc(command.help or command.short_help or "").rstrip() + "\n"]
    parts.append(f"\nUsage:\n  {path}{usage}\n")
    if commands:
        parts.append(f"  {path} [command]\n")
    if aliases:
        parts.append(f"\nAliases:\n  {', '.join((command.name or '', *aliases))}\n")
    if commands:
        parts.append("\nAvailable Commands:\n" + table(commands))
    if own:
        parts.append("\nFlags:\n" + table(option_rows(own)))
    if shared:
        parts.append("\nGlobal Flags:\n" + table(option_rows(shared)))
    if commands:
        parts.append(f'\nUse "{path} [command] --help" for more information about a command.\n')
    return "".join(parts)
