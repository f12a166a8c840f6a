"""The extension points that the chart loader answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.options import ChartLocation, LoadOptions
    from ....core.protocols import KernelView


@hookimpl
def helm_locate_chart(location: ChartLocation, kernel: KernelView) -> str | None:
    """Paths that exist; other references are left to repositories. Raises ChartNotFoundError."""
    from .locate import locate

    return locate(location, lambda path: kernel.first("helm_verify_provenance", path=path, keyring=location.keyring))


@hookimpl
def helm_load_chart(path: str, options: LoadOptions, kernel: KernelView) -> Chart:
    """Chart directories and gzipped archives. Raises ChartError."""
    from .load import load_chart

    return load_chart(path, options, kernel.warn)
