"""What `oci` provides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import CommandEntry, GetterEntry, SettingEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.repository import ChartDownload, RepositoryEntry
    from ....core.protocols import RepositoryIndex

_SCHEME = "oci://"


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Which registries are spoken to without encryption."""
    return [
        SettingEntry(
            "oci-plain-http",
            "PILOTHOUSE_OCI_PLAIN_HTTP",
            "",
            "registries (HOST[:PORT], comma separated) that are spoken to by http; they get no credentials",
        )
    ]


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """Archives of charts by ``oci://`` addresses."""
    return [GetterEntry("oci", f"{__package__}.getter:fetch")]


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The group ``oci``."""
    commands = (
        ("push", "store a chart in a registry"),
        ("pull", "download a chart from a registry"),
        ("tags", "list the versions of a chart in a registry"),
        ("login", "keep credentials for a registry"),
        ("logout", "forget the credentials for a registry"),
    )
    group = CommandEntry("oci", "manage charts in registries", f"{__package__}.group:oci")
    return [group, *(CommandEntry(name, text, f"{__package__}.{name}:{name}", parent="oci") for name, text in commands)]


@hookimpl
def helm_resolve_chart(location: ChartLocation, kernel: Kernel) -> ChartDownload | None:
    """References ``oci://…``. Raises RepositoryError."""
    if not _is_mine(location.reference, location.repository):
        return None
    from .resolving import resolve

    return resolve(location, kernel)


@hookimpl
def helm_locate_chart(location: ChartLocation, kernel: Kernel) -> str | None:
    """The same, downloaded. Raises ChartNotFoundError, RepositoryError, ProvenanceError."""
    if not _is_mine(location.reference, location.repository):
        return None
    from .resolving import locate

    return locate(location, kernel)


@hookimpl
def helm_fetch_repository_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex | None:
    """The charts of a registry. Raises RepositoryError."""
    if not _is_mine(entry.url):
        return None
    from .index import fetch_index

    return fetch_index(entry, path, kernel)


@hookimpl
def helm_open_repository_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex | None:
    """The same, as it was last fetched. Raises RepositoryError."""
    if not _is_mine(entry.url):
        return None
    from .index import open_index

    return open_index(entry, path, kernel)


def _is_mine(*addresses: str) -> bool:
    return any(address.strip()[: len(_SCHEME)].lower() == _SCHEME for address in addresses)
