"""The extension points that `tiller_manifests` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.tiller_installation import TillerInstallation
    from ....core.protocols import KernelView


@hookimpl
def helm_build_tiller_manifests(installation: TillerInstallation, kernel: KernelView) -> list[dict[str, Any]]:
    """Deployment, Service and, with TLS, Secret. Raises UsageError."""
    from .manifests import build_manifests

    return build_manifests(installation, kernel)
