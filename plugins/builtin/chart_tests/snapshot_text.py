"""Values as the YAML of helm-unittest's snapshot files.

That is the style of go-yaml v3 (with two blanks of indentation): keys sorted, lists indented below their key, long
lines left alone. Snapshots are compared as values, so a difference in style fails no test.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.floats import format_g
from ....core.golib.yaml import sort_keys
from ....core.golib.yaml_styles import AT_LINE_START, inline, literal


def dump(value: Any) -> str:
    """A value as a YAML document."""
    parts: list[str] = []
    _write(parts, value, 0, "")
    return ("".join(parts) + "\n").replace(AT_LINE_START + "\n", "")


def dump_file(snapshots: dict[str, dict[int, str]]) -> str:
    """A snapshot file: by test, by number."""
    parts = []
    for name in sort_keys(snapshots):
        parts.append(f"{_key(name)}:\n")
        for number in sorted(snapshots[name]):
            parts.append(f"  {number}: {_scalar(snapshots[name][number], 2)}\n")
    return "".join(parts).replace(AT_LINE_START + "\n", "")


def _write(parts: list[str], value: Any, indent: int, lead: str) -> None:
    """Write a value; `lead` is what stands before it on its line: nothing, or a blank behind a key."""
    if isinstance(value, dict) and value:
        newline = "\n" + " " * indent
        for at, key in enumerate(sort_keys(value)):
            parts.append(f"{newline if at or lead else ''}{_key(key)}:")
            _write(parts, value[key], indent + 2, " ")
    elif isinstance(value, list) and value:
        newline = "\n" + " " * indent
        for at, item in enumerate(value):
            parts.append(f"{newline if at or lead else ''}- ")
            _write(parts, item, indent + 2, "")
    else:
        parts.append(lead + _scalar(value, indent - 2))


def _key(name: str) -> str:
    """A key on one line."""
    return inline(name) or '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _scalar(value: Any, indent: int) -> str:
    """A scalar, or an empty collection; a text of several lines as a block below what is indented by `indent`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format_g(value)
    if isinstance(value, str):
        return inline(value) or literal(value, " " * (max(indent, 0) + 2))
    return "{}" if isinstance(value, dict) else "[]"
