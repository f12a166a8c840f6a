"""The extension points that `tiller_client` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import ReleaseService, Tunnel


@hookimpl
def helm_connect_release_service(target: ServiceTarget, kernel: Kernel) -> ReleaseService | None:
    """A Tiller at an address or behind a tunnel. Raises ReleaseError, KubeError."""
    if target.is_here:
        return None
    from .connect import connect_tiller

    way = None
    if not target.host:
        from .tunnel import tunnel_way

        way = tunnel_way(target, kernel)
    service = connect_tiller(target, kernel, way)
    kernel.at_end(service.close)
    return service


@hookimpl
def helm_open_tunnel(target: ServiceTarget, kernel: Kernel) -> Tunnel | None:
    """A way to the ready Tiller Pod of a namespace. Raises ReleaseError, KubeError."""
    if not target.tunnel:
        return None
    from .tunnel import open_tunnel

    return open_tunnel(target, kernel)
