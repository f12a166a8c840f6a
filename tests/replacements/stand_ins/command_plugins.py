"""A command that is found, a plugin that is listed, a scheme of addresses."""

from pilothouse.core.model.command_plugin import CommandPlugin, FoundCommand
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_find_commands(kernel):
    def whistle(words):
        kernel.console.line(f"whistles {' '.join(words)}")
        return 0

    return [FoundCommand("whistle", "whistle a tune", "Whistles.", whistle)]


@hookimpl
def helm_find_getter(scheme):
    return fetch if scheme == "cloud" else None


@hookimpl
def helm_open_command_plugins():
    return Shelf()


def fetch(url, options, kernel):
    return b"colour: of clouds\n"


class Shelf:
    def installed(self):
        return [CommandPlugin("whistle", "1.2.3", "whistle a tune", "Whistles.", "/nowhere")]
