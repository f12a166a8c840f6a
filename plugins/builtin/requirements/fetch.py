"""Getting every required chart: packed from its folder, downloaded, or found in the charts folder already.

Rules: downloadAll, findChartURL and tarFromLocalDir in pkg/downloader/manager.go. All archives go to a folder aside
first. Unlike Helm, what is downloaded has to be an archive of a chart: anything else would make the whole chart
unreadable. Credentials go to the host of their repository alone (CVE-2021-32690).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RequirementsError
from ....core.golib import semver, url
from ....core.golib.path import clean, extension
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.options import ChartLocation, PackageOptions
from ....core.model.requirements import Dependency
from ....core.repository_addresses import check_reach, is_same_origin
from ....core.text import without_password
from .local_charts import constraint_of, load_any, load_folder, local_path, version_of
from .repositories import entry_at, is_folder

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.repository import ChartVersion, RepositoryEntry
    from ....core.protocols import RepositoryIndex
    from .repositories import OpenedIndexes
    from .updating import Updating

_SHA256 = re.compile("[0-9a-f]{64}")


class FetchError(RequirementsError):
    """A chart could not be had: what was fetched before is given up, and that is said."""


class Fetching:
    """Gets charts of one update; their archives go to the folder `folder`."""

    __slots__ = ("_folder", "_indexes", "_kernel", "_update")

    def __init__(self, update: Updating, indexes: OpenedIndexes, folder: str) -> None:
        self._update = update
        self._kernel = update.kernel
        self._indexes = indexes
        self._folder = folder

    def fetch(self, dependency: Dependency) -> Dependency:
        """Get one chart; the requirement with its exact version, where that is known now.

        Raises FetchError, and RequirementsError for charts in the charts folder that cannot be read.
        """
        if not dependency.repository:
            self._update.say(
                f"Dependency {dependency.name} did not declare a repository. Assuming it exists in the charts directory"
            )
            self._check_present(dependency)
            return dependency
        if is_folder(self._update.path, dependency.repository, self._indexes.entries):
            return self._pack(dependency)
        self._update.say(f"Downloading {dependency.name} from repo {without_password(dependency.repository)}")
        self._download(dependency)
        return dependency

    def _check_present(self, dependency: Dependency) -> None:
        """Raise RequirementsError unless the charts folder has the chart in a version that is wanted."""
        try:
            chart = load_folder(os.path.join(self._update.path, "charts", dependency.name), self._kernel)
        except RequirementsError as error:
            raise RequirementsError(
                f"Unable to load chart: {error.message}", details=error.details, hint=error.hint
            ) from None
        constraint = constraint_of(dependency.version, f"Dependency {dependency.name} has")
        version = version_of(chart, f"Invalid version {dependency.version} for dependency {dependency.name}: ")
        if not constraint.check(version):
            raise FetchError(
                f"Dependency {dependency.name} at version {chart.metadata.version} does not satisfy the constraint "
                f"{dependency.version}"
            )

    def _pack(self, dependency: Dependency) -> Dependency:
        """Pack a chart that is a folder on this machine."""
        self._update.debug(f"Archiving {dependency.name} from repo {dependency.repository}")
        try:
            chart = load_folder(local_path(self._update.path, dependency.repository), self._kernel)
            constraint = constraint_of(dependency.version, f"dependency {dependency.name} has")
            if not constraint.check(version_of(chart)):
                offer = f"{dependency.version} is required, {dependency.repository} has {chart.metadata.version}"
                raise RequirementsError(
                    f"can't get a valid version for dependency {dependency.name}", details=(offer,)
                )
            options = PackageOptions(self._folder, reproducible=True)
            self._kernel.first("helm_package_chart", chart=chart, options=options)
        except PilothouseError as error:
            raise FetchError(error.message, details=error.details, hint=error.hint) from None
        return Dependency(dependency.name, chart.metadata.version, dependency.repository)

    def _download(self, dependency: Dependency) -> None:
        """Download the archive of a chart, and its signature where that is wanted."""
        entry = entry_at(dependency.repository, self._indexes.entries)
        address, digest = self._address(dependency, entry)
        location = ChartLocation(address, keyring=self._update.options.keyring)
        if entry is not None and is_same_origin(entry.url, address):
            location = location.replace(username=entry.username, password=entry.password)
        try:
            downloaded = self._indexes.service.download(location, self._folder, verification=self._update.verification)
            if extension(downloaded.path) != ".tgz":
                name = os.path.basename(downloaded.path)
                raise RequirementsError(f"{quote(name)} is not the name of an archive of a chart")
            chart = load_any(downloaded.path, self._kernel)
        except PilothouseError as error:
            message = f"could not download {without_password(address)}: {error.message}"
            raise FetchError(message, details=error.details, hint=error.hint) from None
        if self._kernel.console.explains:
            self._tell_of_another(dependency, chart, downloaded.path, digest)

    def _address(self, dependency: Dependency, entry: RepositoryEntry | None) -> tuple[str, str]:
        """The URL of the archive, and the digest that the index promises (empty: none). Raises FetchError."""
        name, version, repository = dependency.name, dependency.version, dependency.repository
        if entry is None:
            try:
                found = self._indexes.service.resolve(ChartLocation(name, version=version, repository=repository))
            except PilothouseError as error:
                raise FetchError(
                    f"could not find : chart {name} not found in {without_password(repository)}",
                    details=(error.message, *error.details),
                    hint=error.hint,
                ) from None
            return found.url, found.digest
        reference = ""
        try:
            offered = _find(self._indexes.of(entry), name, version)
            reference = offered.urls[0]
            return _absolute(repository, reference), offered.digest
        except (PilothouseError, GoError) as error:
            message = f"could not find {reference}: {error}"
            shown = without_password(reference)
            raise FetchError(message.replace(reference, shown) if reference else message) from None

    def _tell_of_another(self, dependency: Dependency, chart: Chart, path: str, digest: str) -> None:
        """Say that a repository gave something else than what was asked for. Not refused: Helm takes no notice."""
        name = os.path.basename(path)
        if chart.name != dependency.name:
            self._kernel.console.notice(
                f"WARNING: {name} is not the chart {quote(dependency.name)} but {quote(chart.name)}"
            )
        if _SHA256.fullmatch(digest) and _sum(path) != digest:
            self._kernel.console.notice(
                f"WARNING: {name} is not the file that the index of its repository promises: it was packed anew since, "
                "or somebody has changed it"
            )


def _sum(path: str) -> str:
    """The SHA-256 of a file, as an index has it."""
    import hashlib

    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def _find(index: RepositoryIndex, name: str, version: str) -> ChartVersion:
    """The newest version of a chart with that version, or of any for an empty one, that can be downloaded."""
    versions = index.versions(name)
    if not versions and name not in index.names():
        raise RequirementsError("entry not found")
    for candidate in versions:
        if candidate.urls and (not version or _is_equal(version, candidate.metadata.version)):
            return candidate
    raise RequirementsError("no matching version")


def _is_equal(wanted: str, offered: str) -> bool:
    """Whether two versions are equal; one that is no version is only equal to the same text."""
    try:
        version = semver.parse(wanted)
    except GoError:
        return wanted == offered
    try:
        return version.compare(semver.parse(offered)) == 0
    except GoError:
        return False


def _absolute(repository: str, reference: str) -> str:
    """The URL of an archive, which an index may give as a path below its repository.

    Raises GoError, RepositoryError for a file of this machine.
    """
    found = url.parse(reference)
    check_reach(repository, reference)
    if found.scheme:
        return str(found)
    try:
        whole = url.parse(repository)
    except GoError as error:
        raise GoError(f"Base URL failed to parse: {error}") from None
    joined = "/".join([part for part in (whole.path, reference) if part])
    whole.path = clean(joined) if joined else ""
    return str(whole)
