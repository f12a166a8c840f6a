"""A kit that begins a plugin with encouragement."""

from pilothouse.core.command import command
from pilothouse.core.entries import CommandEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_commands():
    return [
        CommandEntry(
            "new", "begin a plugin", "stand_in_plugin_authoring:begin", parent="plugins", replaces="plugin_authoring"
        )
    ]


@command("new", usage=" NAME")
def begin(kernel, args):
    """Begin a plugin."""
    kernel.console.line(f"{args[0]} will be a fine plugin")
