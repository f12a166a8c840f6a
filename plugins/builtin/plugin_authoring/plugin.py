"""The commands of `plugin_authoring`."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

_HERE = __package__


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """What authors of plugins need, below ``plugins``."""
    return []
