"""What `secrets` provides."""

from __future__ import annotations

from ....core.entries import SettingEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What switches the plugin on."""
    return [
        SettingEntry(
            "resolve-secrets",
            "PILOTHOUSE_RESOLVE_SECRETS",
            "false",
            "look up the secrets that values refer to",
            "--resolve-secrets",
        )
    ]
