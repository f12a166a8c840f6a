"""What `dashboard` provides."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The command that serves the page."""
    return [CommandEntry("dashboard", "serve a local page about releases", f"{__package__}.dashboard:dashboard")]
