"""The extension point that the release service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService


@hookimpl
def helm_connect_release_service(target: str, kernel: Kernel) -> ReleaseService | None:
    """The service in this process, which takes no address."""
    if target:
        return None
    from .service import InProcessReleaseService

    return InProcessReleaseService(kernel)
