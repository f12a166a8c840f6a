"""What a chart's requirements name beside what its charts folder holds. Rules: cmd/helm/dependency.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.golib import semver
from ....core.golib.oserrors import path_error
from ....core.golib.path import extension
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.options import LoadOptions
from ....core.model.requirements import Dependency, Requirements, RequirementsListing, RequirementStatus
from ....core.process_limits import ProcessLimitError, run_limited
from .archives import BadPatternError, archives_of
from .parse import load_requirements

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart


def list_requirements(path: str, kernel: Kernel) -> RequirementsListing:
    """The state of every requirement of the chart at `path`, and warnings about other charts in its charts folder.

    All within the limits on time and memory. Raises ChartError, RequirementsError, ProcessLimitError.
    """
    return run_limited(kernel.settings, lambda: _listing(path, kernel))


def _listing(path: str, kernel: Kernel) -> RequirementsListing:
    chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    requirements = load_requirements(chart)
    if requirements is None:
        return RequirementsListing(declared=False)
    charts = os.path.join(path, "charts")
    statuses = [
        RequirementStatus(one.name, one.version, one.repository, _status(one, charts, kernel))
        for one in requirements.dependencies
    ]
    return RequirementsListing(True, tuple(statuses), tuple(_warnings(requirements, charts, kernel)))


def _status(dependency: Dependency, charts: str, kernel: Kernel) -> str:
    """What the charts folder has of a requirement: an archive, or else a folder."""
    try:
        archives = archives_of(dependency.name, charts)
    except BadPatternError:
        return "bad pattern"
    if len(archives) > 1:
        return "too many matches"
    if archives and os.path.exists(archives[0]):
        return _compare(dependency, archives[0], "ok", kernel)
    folder = os.path.join(charts, dependency.name)
    if not os.path.exists(folder):
        return "missing"
    return _compare(dependency, folder, "unpacked", kernel) if os.path.isdir(folder) else "mispackaged"


def _compare(dependency: Dependency, path: str, good: str, kernel: Kernel) -> str:
    """`good` when the chart at `path` is what is required, else what is wrong with it."""
    chart = _load(path, kernel)
    if chart is None:
        return "corrupt"
    if chart.name != dependency.name:
        return "misnamed"
    if chart.metadata.version == dependency.version:
        return good
    try:
        fits = semver.Constraints(dependency.version).check(semver.parse(chart.metadata.version))
    except GoError:
        return "invalid version"
    return good if fits else "wrong version"


def _warnings(requirements: Requirements, charts: str, kernel: Kernel) -> list[str]:
    """A line about every folder and archive in the charts folder that no requirement names, or that is no chart."""
    names = {dependency.name for dependency in requirements.dependencies}
    lines = []
    for file in _files(charts):
        path = os.path.join(charts, file)
        try:
            os.stat(path)
        except OSError as error:
            lines.append(f"Warning: {path_error('stat', path, error)}")
            continue
        if not os.path.isdir(path) and extension(path) != ".tgz":
            continue
        chart = _load(path, kernel)
        if chart is None:
            lines.append(f"WARNING: {quote(path)} is not a chart.")
        elif chart.name not in names:
            lines.append(f"WARNING: {quote(path)} is not in requirements.yaml.")
    return lines


def _files(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _load(path: str, kernel: Kernel) -> Chart | None:
    """The chart at a path; None when there is none that can be read."""
    try:
        chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    except ProcessLimitError:
        raise
    except PilothouseError:
        return None
    return chart
