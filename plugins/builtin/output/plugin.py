"""Registers the output formats."""

from __future__ import annotations

from ....core.entries import OutputFormatEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_output_formats() -> list[OutputFormatEntry]:
    """json and yaml."""
    return [
        OutputFormatEntry("json", f"{__package__}.documents:to_json"),
        OutputFormatEntry("yaml", f"{__package__}.documents:to_yaml"),
    ]
