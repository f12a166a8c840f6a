"""Packing chart folders into archives, and signing them. Steps and messages: cmd/helm/package.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import ChartError, ProvenanceError, UnmetRequirementsError, UsageError
from ....core.golib import semver
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.options import PackageOptions, RequirementsUpdate
from ....core.model.provenance import SigningOptions
from .charts import load_chart

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.client_requests import Packaging

_REQUIREMENTS = "requirements.yaml"


def package_chart(kernel: Kernel, packaging: Packaging) -> str:
    """Pack the chart in a folder, and sign the archive where that is wanted; the path of the archive.

    Raises ChartError, RequirementsError, ProvenanceError, UsageError.
    """
    folder = os.path.abspath(packaging.folder)
    keys = kernel.settings.keyring(packaging.keyring)
    if packaging.sign:
        for flag, value in (("key", packaging.key), ("keyring", keys)):
            if not value:
                raise UsageError(f"--{flag} is required for signing a package")
    if packaging.update_requirements:
        kernel.first("helm_update_requirements", path=folder, options=RequirementsUpdate(keyring=keys))
    chart = _load(kernel, folder, packaging)
    if os.path.basename(folder) != chart.name:
        raise ChartError(f"directory name ({os.path.basename(folder)}) and Chart.yaml name ({chart.name}) must match")
    _check_requirements(kernel, folder, chart)
    destination = os.getcwd() if packaging.destination == "." else packaging.destination
    archive = _save(kernel, chart, PackageOptions(destination, packaging.reproducible))
    if packaging.save:
        kernel.first("helm_open_repositories").save_locally(archive)
        local = os.path.join(kernel.settings.home(), "repository", "local")
        debug(kernel, f"Successfully saved {archive} to {local}\n")
    if packaging.sign:
        _sign(kernel, archive, keys, packaging)
    return archive


def _load(kernel: Kernel, folder: str, packaging: Packaging) -> Chart:
    """The chart in a folder, with the versions that it is given."""
    if not os.path.isfile(os.path.join(folder, "Chart.yaml")):
        raise ChartError("chart metadata (Chart.yaml) missing", details=(f"there is no Chart.yaml in {folder}",))
    chart = load_chart(kernel, folder)
    if packaging.version:
        try:
            semver.parse(packaging.version)
        except GoError as error:
            raise UsageError(str(error)) from None
        chart.metadata.version = packaging.version
        debug(kernel, f"Setting version to {packaging.version}")
    if packaging.app_version:
        chart.metadata.app_version = packaging.app_version
        debug(kernel, f"Setting appVersion to {packaging.app_version}")
    return chart


def _check_requirements(kernel: Kernel, folder: str, chart: Chart) -> None:
    """Raise UnmetRequirementsError for subcharts that the requirements name and the chart has not."""
    file = chart.file(_REQUIREMENTS)
    if file is None or not file.data:
        return
    present = {subchart.name for subchart in chart.dependencies}
    wanted = kernel.first("helm_list_requirements", path=folder).statuses
    missing = tuple(requirement.name for requirement in wanted if requirement.name not in present)
    if missing:
        raise UnmetRequirementsError(
            f"found in requirements.yaml, but missing in charts/ directory: {', '.join(missing)}",
            missing=missing,
            hint="fetch them first: --dependency-update",
        )


def _save(kernel: Kernel, chart: Chart, options: PackageOptions) -> str:
    """Write the archive and say where it is."""
    try:
        archive: str = kernel.first("helm_package_chart", chart=chart, options=options)
    except ChartError as error:
        error.message = f"Failed to save: {error.message}"
        raise
    kernel.console.line(f"Successfully packaged chart and saved it to: {archive}")
    return archive


def _sign(kernel: Kernel, archive: str, keys: str, packaging: Packaging) -> None:
    signing = SigningOptions(packaging.key, keys, packaging.passphrase or _no_passphrase)
    provenance: str = kernel.first("helm_sign_chart", path=archive, options=signing)
    if kernel.settings.enabled("debug"):
        with open(provenance, encoding="utf-8", errors="surrogateescape") as stream:
            debug(kernel, stream.read())


def _no_passphrase(name: str) -> str:
    raise ProvenanceError(f"the key {quote(name)} is locked, and nobody gave its passphrase")
