"""Packages that only say what should be in them."""

from pathlib import Path

from pilothouse.core.entries import SettingEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_settings():
    return [SettingEntry("source-date-epoch", "STAND_IN_EPOCH", "today", "when it is packed", replaces="packaging")]


@hookimpl
def helm_package_chart(chart, options, kernel):
    path = Path(options.destination, f"{chart.name}.box")
    path.write_text(f"{chart.name} {chart.metadata.version} of {kernel.setting('source-date-epoch')}")
    return str(path)
