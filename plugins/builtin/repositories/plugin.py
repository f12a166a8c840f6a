"""The extension points that `repositories` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.repository import RepositoryEntry
    from ....core.protocols import RepositoryIndex, RepositoryService


@hookimpl
def helm_open_repositories(kernel: Kernel) -> RepositoryService:
    """The repositories in the home directory of Helm."""
    from .service import Repositories

    return Repositories(kernel)


@hookimpl
def helm_fetch_repository_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex:
    """index.yaml, through the getter for its scheme. Raises RepositoryError."""
    from .fetched_index import fetch_index

    return fetch_index(entry, path, kernel)


@hookimpl
def helm_open_repository_index(path: str, kernel: Kernel) -> RepositoryIndex:
    """The index.yaml that was fetched. Raises RepositoryError."""
    from .index import load_index

    return load_index(path, kernel)


@hookimpl(trylast=True)
def helm_locate_chart(location: ChartLocation, kernel: Kernel) -> str | None:
    """Charts of repositories, and URLs. Raises ChartNotFoundError, RepositoryError."""
    if location.local_only:
        return None
    from .locating import locate

    return locate(location, kernel.first("helm_open_repositories"), kernel)


@hookimpl
def helm_command_started(kernel: Kernel) -> None:
    """A warning of repositories whose addresses are gone."""
    from .expired import warn_of_expired

    warn_of_expired(kernel)
