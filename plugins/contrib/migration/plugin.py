"""What `migration` provides."""

from __future__ import annotations

from ....core.entries import CommandEntry, SettingEntry
from ....hookspecs import hookimpl

_HERE = __package__


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Where Helm 3 keeps its records: its own variable."""
    return [
        SettingEntry("helm3-driver", "HELM_DRIVER", "secret", "what Helm 3 keeps its records in: secret or configmap")
    ]


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The commands for those who move: releases to Helm 3 and back, manifests to API versions that are served."""
    return [
        CommandEntry("export", "write releases as the records of another tool", f"{_HERE}.export:export"),
        CommandEntry("import", "take over releases of another tool", f"{_HERE}.import_:import_releases"),
        CommandEntry(
            "mapkubeapis", "rewrite recorded manifests whose API versions are gone", f"{_HERE}.mapkubeapis:mapkubeapis"
        ),
    ]
