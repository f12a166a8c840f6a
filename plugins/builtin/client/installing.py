"""Installing a chart: what ``install`` does, and ``upgrade --install`` for a release that does not exist.

Rules: installCmd.run in cmd/helm/install.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import PilothouseError, UnmetRequirementsError, UnsentRequestError
from ....core.model.release_requests import UninstallRequest
from .charts import apply_requirements, load_chart, read_values_text, warn_if_deprecated
from .release_name import check_release_name, name_from_template
from .undoing import uninstall

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.client_requests import Installation
    from ....core.model.release import Release
    from ....core.model.release_requests import InstallRequest
    from ....core.protocols import ReleaseService


def install_release(kernel: Kernel, service: ReleaseService, installation: Installation) -> Release:
    """Install a chart. Raises what reading the chart and the service raise; what failed is purged where that is asked.

    Rules: installCmd.run in cmd/helm/install.go.
    """
    debug(kernel, f"CHART PATH: {installation.chart_path}\n")
    request = request_of(kernel, installation)
    kernel.console.flush()
    try:
        return service.install(request)
    except PilothouseError as error:
        if installation.redact is not None and request.dry_run:
            error.message = installation.redact(error.message)
        if installation.atomic and not isinstance(error, UnsentRequestError):
            _purge(kernel, service, request, error)
        raise


def request_of(kernel: Kernel, installation: Installation) -> InstallRequest:
    """What the service is asked: the chart with its requirements applied, values, name and namespace.

    Raises what reading them raises.
    """
    request = installation.request
    request = request.replace(
        wait=request.wait or installation.atomic,
        apply_strategy=request.apply_strategy or kernel.setting("apply-strategy"),
    )
    namespace = request.namespace or kernel.first("helm_default_namespace")
    values_text = read_values_text(kernel, installation.sources)
    name = request.name
    if installation.name_template:
        name = name_from_template(kernel, installation.name_template)
        kernel.console.line(f"FINAL NAME: {name}")
    check_release_name(name)
    chart = _read_chart(kernel, installation, values_text)
    return request.replace(chart=chart, values_text=values_text, name=name, namespace=namespace)


def _read_chart(kernel: Kernel, installation: Installation, values_text: str) -> Chart:
    """The chart with its requirements applied; missing subcharts are fetched where that is wanted."""
    chart = installation.request.chart or load_chart(kernel, installation.chart_path)
    warn_if_deprecated(kernel, chart)
    try:
        return apply_requirements(kernel, chart, values_text)
    except UnmetRequirementsError as error:
        if not (installation.update_requirements and error.missing):
            raise
    from ....core.model.options import RequirementsUpdate

    options = RequirementsUpdate(keyring=kernel.settings.keyring())
    kernel.first("helm_update_requirements", path=installation.chart_path, options=options)
    return apply_requirements(kernel, load_chart(kernel, installation.chart_path), values_text)


def _purge(kernel: Kernel, service: ReleaseService, request: InstallRequest, error: PilothouseError) -> None:
    """Erase what a failed installation left."""
    kernel.console.line(f"INSTALL FAILED\nPURGING CHART\nError: {error.message}")
    kernel.console.flush()
    purge = UninstallRequest(request.name, request.disable_hooks, True, request.timeout)
    uninstall(kernel, service, purge, dry_run=request.dry_run)
    kernel.console.line("Successfully purged a chart!")
