"""What `git` provides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import GetterEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.repository import ChartDownload, RepositoryEntry
    from ....core.protocols import RepositoryIndex

_SCHEMES = ("git+https", "git+ssh", "git+file")


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """Archives of charts by ``git+https://``, ``git+ssh://`` and ``git+file://`` addresses."""
    return [GetterEntry(scheme, f"{__package__}.getter:fetch") for scheme in _SCHEMES]


@hookimpl
def helm_resolve_chart(location: ChartLocation, kernel: Kernel) -> ChartDownload | None:
    """References to folders of Git repositories. Raises RepositoryError."""
    if not _is_mine(location.reference):
        return None
    from .resolving import resolve

    return resolve(location, kernel)


@hookimpl
def helm_locate_chart(location: ChartLocation, kernel: Kernel) -> str | None:
    """The same, fetched and packed. Raises ChartNotFoundError, RepositoryError, ProvenanceError."""
    if not _is_mine(location.reference):
        return None
    from .resolving import locate

    return locate(location, kernel)


@hookimpl
def helm_fetch_repository_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex | None:
    """The charts in a folder of a Git repository, kept as an index.yaml. Raises RepositoryError."""
    if not _is_mine(entry.url):
        return None
    from .addresses import is_address
    from .index import fetch_index

    return fetch_index(entry, path, kernel) if is_address(entry.url) else None


def _is_mine(address: str) -> bool:
    return address.strip().partition("://")[0].lower() in _SCHEMES
