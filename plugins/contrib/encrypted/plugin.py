"""What `encrypted` provides."""

from __future__ import annotations

from ....core.entries import StorageDriverEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """A store around another one."""
    return [StorageDriverEntry("encrypted", f"{__package__}.records:connect")]
