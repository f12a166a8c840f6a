"""Registers the release stores that Tiller has: ConfigMaps, Secrets, memory and SQL."""

from __future__ import annotations

from ....core.entries import StorageDriverEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """The names are those of Tiller's flag ``--storage``."""
    return [
        StorageDriverEntry("configmap", f"{__package__}.configmap:ConfigMaps"),
        StorageDriverEntry("secret", f"{__package__}.secret:Secrets"),
        StorageDriverEntry("memory", f"{__package__}.memory:Memory"),
        StorageDriverEntry("sql", f"{__package__}.sql:connect"),
    ]
