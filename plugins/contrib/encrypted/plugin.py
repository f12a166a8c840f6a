"""What `encrypted` provides."""

from __future__ import annotations

from ....core.entries import CommandEntry, SettingEntry, StorageDriverEntry
from ....hookspecs import hookimpl

_HERE = __package__


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Where encrypted records are kept, and where the keys are."""
    return [
        SettingEntry(
            "encrypted-storage",
            "PILOTHOUSE_ENCRYPTED_STORAGE",
            "configmap",
            "release store that the encrypted store fills",
        ),
        SettingEntry(
            "encryption-key-file",
            "PILOTHOUSE_ENCRYPTION_KEY_FILE",
            "",
            "file with the keys of the encrypted store, a line each: the first one writes, all read",
        ),
        SettingEntry(
            "encryption-keys",
            "PILOTHOUSE_ENCRYPTION_KEYS",
            "",
            "the keys themselves, with spaces between, in the place of a file",
        ),
        SettingEntry(
            "encrypted-plain",
            "PILOTHOUSE_ENCRYPTED_PLAIN",
            "false",
            "let the encrypted store read records that are not encrypted yet",
        ),
    ]


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """A store around another one."""
    return [StorageDriverEntry("encrypted", f"{_HERE}.records:connect")]


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """Making keys, and going over to new ones."""
    return [
        CommandEntry(
            "encryption", "make and change the keys of encrypted release records", f"{_HERE}.group:encryption"
        ),
        CommandEntry("new-key", "make a key, the first of a file", f"{_HERE}.new_key:new_key", parent="encryption"),
        CommandEntry("rekey", "encrypt records with the newest key", f"{_HERE}.rekey:rekey", parent="encryption"),
    ]
