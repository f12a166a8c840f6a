"""The extension point that the release service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import ReleaseService


@hookimpl
def helm_connect_release_service(target: ServiceTarget, kernel: Kernel) -> ReleaseService | None:
    """The service in this process."""
    if not target.is_here:
        return None
    from .service import InProcessReleaseService

    return InProcessReleaseService(kernel)
