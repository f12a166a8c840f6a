"""The repositories of a user, as commands reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService


def repositories(kernel: Kernel) -> RepositoryService:
    """The service for chart repositories. Raises PluginError when no plugin provides one."""
    service: RepositoryService = kernel.first("helm_open_repositories")
    return service
