"""What Pilothouse sees: records only, the store is imported when it is wanted."""

from __future__ import annotations

from pilothouse.core.entries import SettingEntry, StorageDriverEntry
from pilothouse.hookspecs import hookimpl

PACKAGE = __package__


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Where the files are."""
    return [SettingEntry("records-folder", "RECORDS_FOLDER", "records", "where the store folder keeps its files")]


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """``TILLER_STORAGE=folder``."""
    return [StorageDriverEntry("folder", f"{PACKAGE}.driver:connect")]
