"""What `jinja2` provides."""

from __future__ import annotations

from ....core.entries import EngineEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_engines() -> list[EngineEntry]:
    """Jinja2, in a process of its own without any rights."""
    return [EngineEntry("jinja2", "Jinja2 templates with the functions of Sprig and Helm", trust="isolated")]
