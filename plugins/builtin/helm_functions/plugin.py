"""Registers Helm's own template functions."""

from __future__ import annotations

from ....core.entries import TemplateFunctionEntry
from ....hookspecs import hookimpl

_ENCODING = ("fromJson", "fromYaml", "toJson", "toToml", "toYaml")
_LATE_BOUND = ("include", "required", "tpl")


@hookimpl
def helm_register_template_functions() -> list[TemplateFunctionEntry]:
    """Every function by name."""
    return [
        *(TemplateFunctionEntry(name, f"{__package__}.encoding:FUNCTIONS") for name in _ENCODING),
        *(TemplateFunctionEntry(name, f"{__package__}.late_bound:LATE_BOUND", late_bound=True) for name in _LATE_BOUND),
    ]
