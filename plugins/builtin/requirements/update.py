"""Bringing the subcharts that requirements or their lock name into the charts folder of a chart.

Stages: map repositories, refresh their indexes, resolve versions, fetch, put in place, write the lock.
Rules: pkg/downloader/manager.go (Update, Build, downloadAll).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RequirementsError
from ....core.golib.oserrors import reason
from ....core.golib.path import clean
from .fetch import FetchError, Fetching
from .local_charts import load_updated_chart
from .lock import LOCK_NAME, Lock, digest, lock_text, locked_digest, read_lock
from .parse import load_requirements
from .placement import make_charts_folder, put_in_place, write
from .refresh import refresh_repositories
from .repositories import OpenedIndexes, check_registered, map_repositories
from .resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.chart import Chart
    from ....core.model.requirements import Dependency
    from ....core.protocols import RepositoryService
    from .updating import Updating


def update_requirements(update: Updating) -> None:
    """Bring the charts folder of a chart up to date and say what is done.

    With the option `locked` the lock decides, where there is one that can be read. Raises RequirementsError,
    ChartError, RepositoryError.
    """
    chart = load_updated_chart(update.path, update.kernel)
    lock = read_lock(chart) if update.options.locked else None
    if lock is not None:
        _fetch_locked(update, chart, lock)
    else:
        _fetch_newest(update, chart)


def _fetch_locked(update: Updating, chart: Chart, lock: Lock) -> None:
    """Fetch what the lock names. Raises RequirementsError when it is not of the chart's requirements."""
    try:
        requirements = load_requirements(chart)
    except RequirementsError as error:
        raise RequirementsError(
            f"requirements.yaml cannot be opened: {error.message}", details=error.details, hint=error.hint
        ) from None
    if requirements is None:
        raise RequirementsError("requirements.yaml cannot be opened: requirements.yaml not found")
    if digest(requirements) != lock.digest:
        raise RequirementsError(
            "requirements.lock is out of sync with requirements.yaml",
            hint="`dependency update` fetches what requirements.yaml names now, and writes the lock anew",
        )
    service: RepositoryService = update.kernel.first("helm_open_repositories")
    check_registered(lock.dependencies, service.entries())
    if not update.options.skip_refresh:
        refresh_repositories(service, update)
    _fetch_all(update, lock.dependencies, OpenedIndexes(service))


def _fetch_newest(update: Updating, chart: Chart) -> None:
    """Fetch the newest charts that the requirements allow, and write the lock unless it is of these requirements."""
    requirements = load_requirements(chart)
    if requirements is None:
        update.say(f"No requirements found in {update.path}/charts.")
        return
    sum = digest(requirements)
    service: RepositoryService = update.kernel.first("helm_open_repositories")
    wanted = map_repositories(update.path, requirements.dependencies, service.entries(), update.debug)
    if not update.options.skip_refresh:
        refresh_repositories(service, update)
    indexes = OpenedIndexes(service)
    found = _fetch_all(update, resolve(update.path, wanted, indexes), indexes)
    if locked_digest(chart) != sum:
        write(clean(f"{update.path}/{LOCK_NAME}"), lock_text(found, sum).encode("utf-8", "surrogateescape"))


def _fetch_all(update: Updating, dependencies: Sequence[Dependency], indexes: OpenedIndexes) -> list[Dependency]:
    """Put all charts into the charts folder, those in folders too; what was wanted, with exact versions."""
    import tempfile

    for entry in indexes.entries:
        indexes.of(entry)
    charts = make_charts_folder(update.path)
    update.say(f"Saving {len(dependencies)} charts")
    try:
        fetched = tempfile.TemporaryDirectory(prefix="charts-")
    except OSError as error:
        raise RequirementsError(f"cannot make a folder for downloads: {reason(error)}") from None
    with fetched as folder:
        fetching = Fetching(update, indexes, folder)
        try:
            found = [fetching.fetch(dependency) for dependency in dependencies]
        except FetchError as error:
            update.say(f"Save error occurred:  {error.message}")
            update.say("Deleting newly downloaded charts, restoring pre-update state")
            raise
        update.say("Deleting outdated charts")
        put_in_place(charts, folder, dependencies, update.kernel)
    return found
