"""What `jsonschema` provides."""

from __future__ import annotations

from ....core.entries import SettingEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What switches the plugin on."""
    return [
        SettingEntry(
            "validate-schema",
            "PILOTHOUSE_VALIDATE_SCHEMA",
            "false",
            "check values against values.schema.json of the chart and its subcharts",
            "--validate-schema",
        )
    ]
