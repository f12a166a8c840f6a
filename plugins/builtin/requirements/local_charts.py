"""Charts in folders on this machine: the chart that is updated, and subcharts named by ``file://`` or already there.

Rules: GetLocalPath in pkg/resolver/resolver.go, LoadDir in pkg/chartutil/load.go, pkg/downloader/manager.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RequirementsError
from ....core.golib import semver
from ....core.golib.oserrors import path_error
from ....core.golib.path import clean
from ....core.golib.types import GoError
from ....core.model.options import LoadOptions
from ....core.process_limits import run_limited

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart

FILE_SCHEME = "file://"
"""What a repository begins with that is a folder on this machine."""


def load_updated_chart(path: str, kernel: Kernel) -> Chart:
    """The chart whose requirements are met. Raises RequirementsError for anything but a folder, ChartError."""
    try:
        os.stat(path)
    except OSError as error:
        raise RequirementsError(f"could not find {path}: {path_error('stat', path, error)}") from None
    if not os.path.isdir(path):
        raise RequirementsError("only unpacked charts can be updated")
    return load_folder(path, kernel)


def load_folder(path: str, kernel: Kernel) -> Chart:
    """The chart in a folder. Raises RequirementsError where there is no Chart.yaml, or with the loader's sentence."""
    if not os.path.exists(os.path.join(path, "Chart.yaml")):
        raise RequirementsError("chart metadata (Chart.yaml) missing", details=(f"in {path}",))
    return load_any(path, kernel)


def load_any(path: str, kernel: Kernel) -> Chart:
    """The chart in a folder or archive, within the limits on time and memory.

    Raises RequirementsError with the loader's sentence.
    """
    try:
        chart: Chart = run_limited(
            kernel.settings, lambda: kernel.first("helm_load_chart", path=path, options=LoadOptions())
        )
    except PilothouseError as error:
        raise RequirementsError(error.message, details=error.details, hint=error.hint) from error
    return chart


def local_path(chart_path: str, repository: str) -> str:
    """The folder that a ``file://`` repository, or a path below the chart, names. Raises RequirementsError."""
    name = repository.removeprefix(FILE_SCHEME)
    folder = clean(name if name.startswith("/") else f"{chart_path}/{name}")
    try:
        os.stat(folder)
    except FileNotFoundError:
        raise RequirementsError(f"directory {folder} not found") from None
    except OSError as error:
        raise RequirementsError(path_error("stat", folder, error)) from None
    except ValueError:
        # A zero byte in the name.
        raise RequirementsError(f"stat {folder}: invalid argument") from None
    return folder


def constraint_of(version: str, subject: str) -> semver.Constraints:
    """The constraint in the version of a requirement. Raises RequirementsError that begins with `subject`."""
    try:
        return semver.Constraints(version)
    except GoError as error:
        raise RequirementsError(f"{subject} an invalid version/constraint format: {error}") from None


def version_of(chart: Chart, prefix: str = "") -> semver.Version:
    """The version of a chart. Raises RequirementsError that begins with `prefix`."""
    try:
        return semver.parse(chart.metadata.version)
    except GoError as error:
        raise RequirementsError(f"{prefix}{error}") from None
