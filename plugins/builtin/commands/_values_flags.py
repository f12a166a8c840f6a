"""The flags with which a user gives values, shared by the commands that render."""

from __future__ import annotations

from typing import Any

from ....core.command import STRING_ARRAY, VALUE_FILES, Flag
from ....core.model.options import ValueSources

VALUES_FLAGS = (
    Flag("--values", "-f", kind=VALUE_FILES, completes="file", help="YAML file, URL or - with values"),
    Flag("--set", kind=STRING_ARRAY, help="set values: key1=val1,key2=val2"),
    Flag("--set-string", kind=STRING_ARRAY, help="set values as texts: key1=val1,key2=val2"),
    Flag("--set-file", kind=STRING_ARRAY, help="set values to the content of files: key1=path1"),
)


def value_sources(options: dict[str, Any]) -> ValueSources:
    """Take the values flags out of a command's options."""
    return ValueSources(
        files=options.pop("values"),
        set=options.pop("set"),
        set_string=options.pop("set_string"),
        set_file=options.pop("set_file"),
    )
