"""The extension points that requirements answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.options import RequirementsUpdate
    from ....core.model.requirements import RequirementsListing
    from ....core.protocols import KernelView


@hookimpl
def helm_process_requirements(chart: Chart, overrides: dict[str, Any], kernel: KernelView) -> Chart:
    """Presence of subcharts, aliases, tags and conditions, imported values. Raises RequirementsError."""
    from .process import process_requirements

    def coalesce(chart: Chart, overrides: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)
        return values

    return process_requirements(chart, overrides, coalesce, kernel.warn)


@hookimpl
def helm_update_requirements(path: str, options: RequirementsUpdate, kernel: Kernel) -> bool:
    """Subcharts from folders and repositories, by requirements or their lock. Raises RequirementsError."""
    from .update import update_requirements
    from .updating import Updating

    update_requirements(Updating(path, options, kernel))
    return True


@hookimpl
def helm_list_requirements(path: str, kernel: Kernel) -> RequirementsListing:
    """Requirements beside what the charts folder holds. Raises ChartError, RequirementsError."""
    from .listing import list_requirements

    return list_requirements(path, kernel)
