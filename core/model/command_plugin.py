"""Command plugins (the ``plugin.yaml`` of Helm v2) as data."""

from __future__ import annotations

from collections.abc import Callable

from ..record import Record


class CommandPlugin(Record):
    """An installed command plugin: what its plugin.yaml says that others need, and its folder.

    `problem` says where its plugin.yaml is wrong and why; such a plugin can be listed and removed, no more. Its `name`
    is then that of the folder where the file does not tell.
    """

    name: str
    version: str
    usage: str
    description: str
    folder: str
    problem: str = ""


class FoundCommand(Record):
    """A command that is found when the program runs, not when plugins are installed.

    `run` gets the words after the command's name as they were typed and returns the exit code; it reads its own flags.
    `problem` says why it cannot run, which `run` raises as an error.
    """

    name: str
    help: str
    description: str
    run: Callable[[list[str]], int]
    problem: str = ""
