"""The commands of `plugin_authoring`."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

_HERE = __package__


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """What authors of plugins need, and whoever installs them, below ``plugins``."""
    return [
        CommandEntry("new", "write the distribution of a new plugin", f"{_HERE}.new:new", parent="plugins"),
        CommandEntry("check", "grade a plugin by the written rules", f"{_HERE}.check:check", parent="plugins"),
        CommandEntry("install", "install plugins with pip", f"{_HERE}.installing:install", parent="plugins"),
        CommandEntry("uninstall", "uninstall plugins with pip", f"{_HERE}.installing:uninstall", parent="plugins"),
    ]
