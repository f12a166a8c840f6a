"""Registers the commands."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

_HERE = __package__


def _command(
    name: str,
    text: str,
    attribute: str = "",
    *,
    parent: str = "",
    aliases: tuple[str, ...] = (),
    suggest_for: tuple[str, ...] = (),
) -> CommandEntry:
    module = f"{parent}_{name}" if parent else name
    target = f"{_HERE}.{module}:{attribute or name}"
    return CommandEntry(name, text, target, aliases, parent, suggest_for=suggest_for)


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The commands of Helm v2, in its order, and our own."""
    return [
        _command("delete", "delete releases from the cluster", aliases=("del",), suggest_for=("remove", "rm")),
        _command("get", "show what is recorded about a release"),
        _command("values", "print the values of a release", "get_values", parent="get"),
        _command("manifest", "print the objects of a release", "get_manifest", parent="get"),
        _command("hooks", "print the chart hooks of a release", "get_hooks", parent="get"),
        _command("notes", "print the notes of a release", "get_notes", parent="get"),
        _command("history", "show the revisions of a release", aliases=("hist",)),
        _command("install", "install a chart as a new release"),
        _command("list", "list releases", "list_releases", aliases=("ls",)),
        _command("rollback", "bring a release back to an earlier revision"),
        _command("status", "show the state of a release"),
        _command("upgrade", "upgrade a release"),
        _command("test", "run the tests of a release"),
        _command("version", "print the versions of client and server"),
        _command("completion", "print the completion script of a shell"),
        _command("home", "print the folder of Helm's configuration"),
        _command("template", "render a chart on this machine"),
        _command("help", "help about any command", "help_command"),
        _command("plugins", "show the plugins that this program is made of"),
        _command("list", "list plugins with what they provide", "list_plugins", parent="plugins"),
        _command("explain", "show who answers an extension point, and in which order", parent="plugins"),
        _command("release", "mend releases that were left in the middle of something"),
        _command("unlock", "clear a release that is stuck in an unfinished operation", parent="release"),
        _command("repair", "put records that cannot be decoded out of the way", parent="release"),
    ]
