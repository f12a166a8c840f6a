"""In the place of a command, and of one in a group."""

from pilothouse.core.command import command
from pilothouse.core.entries import CommandEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_commands():
    return [
        CommandEntry("home", "say where home is", "stand_in_commands:home", replaces="commands"),
        CommandEntry("list", "list nothing", "stand_in_commands:list_nothing", parent="repo", replaces="commands"),
    ]


@command("home")
def home(kernel, args):
    """Say where home is."""
    kernel.console.line("home is where the heart is")


@command("list")
def list_nothing(kernel, args):
    """List nothing."""
    kernel.console.line("nothing to see here")
