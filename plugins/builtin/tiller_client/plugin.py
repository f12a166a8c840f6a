"""The extension points that `tiller_client` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KernelView, ReleaseService, Tunnel


@hookimpl
def helm_connect_release_service(target: ServiceTarget, kernel: KernelView) -> ReleaseService | None:
    """A Tiller at an address or behind a tunnel. Raises ReleaseError, KubeError."""
    if not target.host:
        return None
    from .connect import connect_tiller

    return connect_tiller(target, kernel)


@hookimpl
def helm_open_tunnel(target: ServiceTarget, kernel: KernelView) -> Tunnel | None:
    """A way to the ready Tiller Pod of a namespace. Raises ReleaseError, KubeError."""
    return None
