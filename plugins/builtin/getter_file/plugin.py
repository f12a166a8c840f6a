"""Registers the getter for files of this machine."""

from __future__ import annotations

from ....core.entries import GetterEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """One getter, for ``file:///PATH``."""
    return [GetterEntry("file", f"{__package__}.getter:fetch")]
