"""Registers the commands."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

_HERE = __package__


def _command(name: str, text: str, attribute: str = "", *, parent: str = "", hidden: bool = False) -> CommandEntry:
    module = f"{parent}_{name}" if parent else name
    return CommandEntry(name, text, f"{_HERE}.{module}:{attribute or name}", parent=parent, hidden=hidden)


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The commands of Helm v2 and our own."""
    return [
        _command("completion", "print the completion script of a shell"),
        _command("help", "help about any command", "help_command"),
        _command("home", "print the folder of Helm's configuration"),
        _command("plugins", "show the plugins that this program is made of"),
        _command("list", "list plugins with what they provide", "list_plugins", parent="plugins"),
        _command("explain", "show who answers an extension point, and in which order", parent="plugins"),
        _command("template", "render a chart on this machine"),
        _command("version", "print the versions of client and server"),
    ]
