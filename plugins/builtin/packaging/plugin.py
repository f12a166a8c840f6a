"""The extension points that `packaging` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import SettingEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.options import PackageOptions
    from ....core.protocols import KernelView

_EPOCH = "source-date-epoch"


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """The time in reproducible archives, under the name that all build tools read."""
    return [SettingEntry(_EPOCH, "SOURCE_DATE_EPOCH", "", "time in reproducible archives: seconds since 1970")]


@hookimpl
def helm_package_chart(chart: Chart, options: PackageOptions, kernel: KernelView) -> str:
    """``NAME-VERSION.tgz`` in the destination. Raises ChartError."""
    from .save import save

    return save(chart, options, kernel.setting(_EPOCH))
