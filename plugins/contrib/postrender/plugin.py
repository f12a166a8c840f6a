"""What `postrender` provides."""

from __future__ import annotations

from ....core.entries import FlagEntry, SettingEntry
from ....hookspecs import hookimpl

_COMMANDS = ("install", "template", "upgrade")


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What switches the plugin on."""
    return [
        SettingEntry(
            "post-renderer",
            "PILOTHOUSE_POST_RENDERER",
            "",
            "program that changes rendered manifests, from its standard input to its standard output",
            "--post-renderer",
        )
    ]


@hookimpl
def helm_register_flags() -> list[FlagEntry]:
    """The flag of Helm 3."""
    return [FlagEntry("--post-renderer", "program that changes rendered manifests", "post-renderer", _COMMANDS)]
