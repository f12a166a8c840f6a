"""The extension point that capabilities answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.capabilities import Capabilities
    from ....core.model.options import CapabilitiesRequest


@hookimpl
def helm_resolve_capabilities(request: CapabilitiesRequest) -> Capabilities:
    """Kubernetes 1.14 with its built-in APIs, or what was asked for. Raises UsageError."""
    from .resolve import resolve_capabilities

    return resolve_capabilities(request)
