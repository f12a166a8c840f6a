"""The extension points that `command_plugins` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_find_getter() -> Any:
    """To come."""
    return None


@hookimpl
def helm_find_commands() -> Any:
    """To come."""
    return None


@hookimpl
def helm_open_command_plugins() -> Any:
    """To come."""
    return None
