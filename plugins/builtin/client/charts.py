"""Charts that a user names: finding, reading, requirements.

Rules: cmd/helm/install.go (locateChartPath, run), pkg/helm/client.go (what the client does before it sends a chart).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import ChartNotFoundError
from ....core.golib.strconv import quote
from ....core.golib.utf8 import WHITE_SPACE
from ....core.golib.yaml import dump, load_map
from ....core.model.options import ChartLocation, LoadOptions
from ....core.process_limits import run_limited

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.options import ValueSources

_ANY_VERSION = ">0.0.0-0"


def full_location(kernel: Kernel, location: ChartLocation, *, devel: bool) -> ChartLocation:
    """A location with what was not said: versions under development where they are wanted, the usual key ring."""
    version = location.version
    if devel and not version:
        debug(kernel, f"setting version to {_ANY_VERSION}")
        version = _ANY_VERSION
    return location.replace(version=version, keyring=kernel.settings.keyring(location.keyring))


def find_chart(kernel: Kernel, location: ChartLocation, *, devel: bool) -> str:
    """The absolute path of the chart at a location. Raises ChartNotFoundError, and what plugins raise that fetch it."""
    found: str | None = kernel.first_or_none(
        "helm_locate_chart", location=full_location(kernel, location, devel=devel)
    )
    if found is not None:
        return found
    raise ChartNotFoundError(
        f"failed to download {quote(location.reference.strip(WHITE_SPACE))} "
        "(hint: running `helm repo update` may help)",
        details=("there is no such file or folder, and no installed plugin fetches it",),
    )


def load_chart(kernel: Kernel, path: str) -> Chart:
    """Read the chart at a path, within the limits on time and memory. Raises ChartError."""

    def load() -> Chart:
        chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
        return chart

    return run_limited(kernel.settings, load)


def apply_requirements(kernel: Kernel, chart: Chart, values_text: str) -> Chart:
    """The chart as it is sent to the service: subcharts enabled, renamed and left out, values imported.

    Raises RequirementsError (UnmetRequirementsError where subcharts are missing), ValuesError.
    """

    def process() -> Chart:
        overrides = load_map(values_text, "chartutil.Values")
        processed: Chart = kernel.first("helm_process_requirements", chart=chart, overrides=overrides)
        return processed

    return run_limited(kernel.settings, process)


def read_values_text(kernel: Kernel, sources: ValueSources) -> str:
    """The values that a user gives as the YAML that the service gets. Raises ValuesError."""
    return dump(kernel.first("helm_read_values", sources=sources.replace(exact=True)))


def warn_if_deprecated(kernel: Kernel, chart: Chart) -> None:
    """Say on standard error that a chart is deprecated, if it is."""
    if chart.metadata.deprecated:
        kernel.console.notice("WARNING: This chart is deprecated")
