"""Registers Sprig's functions, each under its template name, without importing any of them."""

from __future__ import annotations

from ....core.entries import TemplateFunctionEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_template_functions() -> list[TemplateFunctionEntry]:
    """One record per function; its target is the table of the family it belongs to."""
    from .families import FAMILIES

    return [
        TemplateFunctionEntry(name, f"{__package__}.{family}:FUNCTIONS") for name, family in sorted(FAMILIES.items())
    ]
