"""Bringing the subcharts that requirements or their lock name into the charts folder of a chart.

Stages: map repositories, refresh their indexes, resolve versions, fetch, put in place, write the lock.
Rules: pkg/downloader/manager.go (Update, Build, downloadAll).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import RequirementsError
from ....core.golib.oserrors import reason
from ....core.model.repository import ALWAYS, IF_POSSIBLE, NEVER
from .fetch import FetchError, Fetching
from .local_charts import load_updated_chart
from .lock import LOCK_NAME, Lock, digest, lock_text, locked_digest, read_lock
from .parse import load_requirements
from .placement import make_charts_folder, put_in_place, write
from .refresh import refresh_repositories
from .repositories import OpenedIndexes, check_registered, map_repositories
from .resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.options import RequirementsUpdate
    from ....core.model.requirements import Dependency
    from ....core.protocols import RepositoryService


def update_requirements(path: str, options: RequirementsUpdate, kernel: Kernel) -> None:
    """Bring the charts folder of the chart in the folder `path` up to date and say what is done.

    With ``options.locked`` the lock decides, where there is one that can be read. Raises RequirementsError, ChartError,
    RepositoryError.
    """
    chart = load_updated_chart(path, kernel)
    lock = read_lock(chart) if options.locked else None
    if lock is not None:
        _build(path, chart, lock, options, kernel)
    else:
        _update(path, chart, options, kernel)


def _build(path: str, chart: Chart, lock: Lock, options: RequirementsUpdate, kernel: Kernel) -> None:
    """Fetch what the lock names. Raises RequirementsError when it is not of these requirements."""
    try:
        requirements = load_requirements(chart)
    except RequirementsError as error:
        raise RequirementsError(
            f"requirements.yaml cannot be opened: {error.message}", details=error.details, hint=error.hint
        ) from None
    if requirements is None:
        raise RequirementsError("requirements.yaml cannot be opened: requirements.yaml not found")
    if digest(requirements) != lock.digest:
        raise RequirementsError("requirements.lock is out of sync with requirements.yaml")
    service: RepositoryService = kernel.first("helm_open_repositories")
    check_registered(lock.dependencies, service.entries())
    if not options.skip_refresh:
        refresh_repositories(service, kernel)
    _fetch_all(path, lock.dependencies, OpenedIndexes(service), options, kernel)


def _update(path: str, chart: Chart, options: RequirementsUpdate, kernel: Kernel) -> None:
    """Fetch the newest charts that the requirements allow, and write the lock unless it is of these requirements."""
    requirements = load_requirements(chart)
    if requirements is None:
        kernel.console.line(f"No requirements found in {path}/charts.")
        return
    sum = digest(requirements)
    service: RepositoryService = kernel.first("helm_open_repositories")
    say = _debug(options, kernel)
    wanted = map_repositories(path, requirements.dependencies, service.entries(), say)
    if not options.skip_refresh:
        refresh_repositories(service, kernel)
    indexes = OpenedIndexes(service)
    found = _fetch_all(path, resolve(path, wanted, indexes), indexes, options, kernel)
    if locked_digest(chart) != sum:
        write(os.path.join(path, LOCK_NAME), lock_text(found, sum).encode("utf-8", "surrogateescape"))


def _debug(options: RequirementsUpdate, kernel: Kernel) -> Callable[[str], None]:
    """Prints what only a person who looks for a mistake wants to know (``--debug`` of ``dependency update``)."""
    wanted = kernel.settings.enabled("debug") and not options.locked
    return kernel.console.line if wanted else lambda text: None


def _fetch_all(
    path: str, dependencies: Sequence[Dependency], indexes: OpenedIndexes, options: RequirementsUpdate, kernel: Kernel
) -> list[Dependency]:
    """Put all charts into the charts folder, those in folders too; what was wanted, with exact versions."""
    import tempfile

    for entry in indexes.entries:
        indexes.of(entry)
    charts = make_charts_folder(path)
    kernel.console.line(f"Saving {len(dependencies)} charts")
    try:
        fetched = tempfile.TemporaryDirectory(prefix="charts-")
    except OSError as error:
        raise RequirementsError(f"cannot make a folder for downloads: {reason(error)}") from None
    with fetched as folder:
        found = _fetch_into(folder, path, dependencies, indexes, options, kernel)
        kernel.console.line("Deleting outdated charts")
        put_in_place(charts, folder, dependencies, kernel)
    return found


def _fetch_into(
    folder: str,
    path: str,
    dependencies: Sequence[Dependency],
    indexes: OpenedIndexes,
    options: RequirementsUpdate,
    kernel: Kernel,
) -> list[Dependency]:
    """Get all archives into `folder`, and say when one of them cannot be had."""
    verification = (IF_POSSIBLE if options.locked else ALWAYS) if options.verify else NEVER
    fetching = Fetching(path, folder, verification, options.keyring, indexes, kernel, _debug(options, kernel))
    try:
        return [fetching.fetch(dependency) for dependency in dependencies]
    except FetchError as error:
        kernel.console.line(f"Save error occurred:  {error.message}")
        kernel.console.line("Deleting newly downloaded charts, restoring pre-update state")
        raise
