"""Registers the getter for http and https."""

from __future__ import annotations

from ....core.entries import GetterEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """One getter for both schemes."""
    target = f"{__package__}.getter:fetch"
    return [GetterEntry("http", target), GetterEntry("https", target)]
