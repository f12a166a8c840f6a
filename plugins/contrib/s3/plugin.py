"""What `s3` provides."""

from __future__ import annotations

from ....core.entries import StorageDriverEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """Records as objects of a bucket."""
    return [StorageDriverEntry("s3", f"{__package__}.records:connect")]
