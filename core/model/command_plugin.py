"""Command plugins (the ``plugin.yaml`` of Helm v2) as data."""

from __future__ import annotations

from collections.abc import Callable

from ..record import Record


class CommandPlugin(Record):
    """An installed command plugin: what its plugin.yaml says that others need, and its folder."""

    name: str
    version: str
    usage: str
    description: str
    folder: str


class FoundCommand(Record):
    """A command that is found when the program runs, not when plugins are installed.

    `run` gets the words after the command's name as they were typed and returns the exit code; it reads its own flags.
    """

    name: str
    help: str
    description: str
    run: Callable[[list[str]], int]
