"""The flags with which a user gives values, shared by the commands that render."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ....core.flags import STRING_ARRAY, VALUE_FILES
from ....core.model.options import ValueSources


def values_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-f``, ``--set``, ``--set-string`` and ``--set-file`` to a command."""
    for option in (
        click.option(
            "--set-file", multiple=True, type=STRING_ARRAY, help="set values to the content of files: key1=path1"
        ),
        click.option("--set-string", multiple=True, type=STRING_ARRAY, help="set values as texts: key1=val1,key2=val2"),
        click.option("--set", "set_", multiple=True, type=STRING_ARRAY, help="set values: key1=val1,key2=val2"),
        click.option("--values", "-f", multiple=True, type=VALUE_FILES, help="YAML file, URL or - with values"),
    ):
        command = option(command)
    return command


def value_sources(options: dict[str, Any]) -> ValueSources:
    """Take the values flags out of a command's options."""
    return ValueSources(
        files=tuple(options.pop("values")),
        set=tuple(options.pop("set_")),
        set_string=tuple(options.pop("set_string")),
        set_file=tuple(options.pop("set_file")),
    )
