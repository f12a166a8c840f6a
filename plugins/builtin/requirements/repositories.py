"""Which repositories requirements mean: folders, registered repositories by address or alias, any other address.

Rules: getRepoNames and hasAllRepos in pkg/downloader/manager.go, Equal in pkg/urlutil/urlutil.go. Unlike Helm, every
requirement is mapped for itself, also where two of them have one name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import RequirementsError
from ....core.golib import url
from ....core.golib.types import GoError
from ....core.model.requirements import Dependency
from ....core.record import Record
from ....core.repository_addresses import is_same_address
from ....core.text import without_password
from .local_charts import FILE_SCHEME, local_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ....core.model.repository import RepositoryEntry
    from ....core.protocols import RepositoryIndex, RepositoryService

_ALIASES = ("@", "alias:")


class Wanted(Record):
    """A requirement with the repository that it means: the address, and the entry where that is registered."""

    dependency: Dependency
    entry: RepositoryEntry | None = None


class OpenedIndexes:
    """The indexes of the registered repositories of `service` as they were last fetched, each opened once."""

    __slots__ = ("_opened", "entries", "service")

    def __init__(self, service: RepositoryService) -> None:
        self.service = service
        self.entries: Sequence[RepositoryEntry] = service.entries()
        self._opened: dict[str, RepositoryIndex] = {}

    def of(self, entry: RepositoryEntry) -> RepositoryIndex:
        """The index of a registered repository. Raises RepositoryError."""
        index = self._opened.get(entry.name)
        if index is None:
            index = self._opened[entry.name] = self.service.index(entry)
        return index


def map_repositories(
    path: str, dependencies: Sequence[Dependency], entries: Sequence[RepositoryEntry], say: Callable[[str], None]
) -> list[Wanted]:
    """What every requirement of the chart in the folder `path` means; aliases become addresses.

    `say` hears of folders. Raises RequirementsError for repositories that are neither folders nor registered nor
    addresses, and for folders that do not exist.
    """
    wanted: list[Wanted] = []
    missing: list[str] = []
    for dependency in dependencies:
        repository = dependency.repository
        entry = None
        if is_folder(path, repository, entries):
            local_path(path, repository)
            say(f"Repository from local path: {repository}")
        elif repository:
            entry = _entry_for(repository, entries)
            if entry is None and not _is_address(repository):
                missing.append(without_password(repository))
        if entry is not None and repository.startswith(_ALIASES):
            repository = entry.url
        wanted.append(Wanted(Dependency(dependency.name, dependency.version, repository), entry))
    if missing:
        raise _unknown_repositories(missing)
    return wanted


def _entry_for(repository: str, entries: Sequence[RepositoryEntry]) -> RepositoryEntry | None:
    """The first registered repository that an alias or address means."""
    names = _names_meant(repository)
    for entry in entries:
        if entry.name in names or is_same_address(entry.url, repository):
            return entry
    return None


def _names_meant(repository: str) -> set[str]:
    """The name of the registered repository that an alias means; empty for anything else."""
    return {repository.removeprefix(prefix) for prefix in _ALIASES if repository.startswith(prefix)}


def _unknown_repositories(missing: list[str]) -> RequirementsError:
    message = f"no repository definition for {', '.join(missing)}. Please add them via 'helm repo add'"
    if any("//" not in name and not name.startswith(_ALIASES) for name in missing):
        message += (
            "\nNote that repositories must be URLs or aliases. For example, to refer to the stable\n"
            'repository, use "https://charts.helm.sh/stable" or "@stable" instead of\n'
            "\"stable\". Don't forget to add the repo, too ('helm repo add')."
        )
    return RequirementsError(message)


def _is_address(text: str) -> bool:
    """Whether a text is an absolute URL or path (url.ParseRequestURI); ``alias:`` before anything makes a URL too."""
    try:
        return bool(url.parse(f"http://host{text}" if text.startswith("/") else text).scheme)
    except GoError:
        return False


def check_registered(dependencies: Sequence[Dependency], entries: Sequence[RepositoryEntry]) -> None:
    """Raise RequirementsError for repositories of a lock that are not registered by their address."""
    missing = [
        without_password(dependency.repository)
        for dependency in dependencies
        if dependency.repository
        and not dependency.repository.startswith(FILE_SCHEME)
        and entry_at(dependency.repository.removesuffix("/"), entries) is None
    ]
    if missing:
        raise RequirementsError(
            f"no repository definition for {', '.join(missing)}. Please add the missing repos via 'helm repo add'"
        )


def is_folder(path: str, repository: str, entries: Sequence[RepositoryEntry]) -> bool:
    """Whether a requirement of the chart in the folder `path` names the folder of a chart, as ``file://`` does.

    A registered repository that is a folder of this machine has such an address too, and no Chart.yaml.
    """
    if not repository.startswith(FILE_SCHEME):
        return False
    if entry_at(repository, entries) is None:
        return True
    try:
        return os.path.exists(os.path.join(local_path(path, repository), "Chart.yaml"))
    except RequirementsError:
        return True


def entry_at(address: str, entries: Sequence[RepositoryEntry]) -> RepositoryEntry | None:
    """The first registered repository with that address."""
    return next((entry for entry in entries if is_same_address(entry.url, address)), None)
