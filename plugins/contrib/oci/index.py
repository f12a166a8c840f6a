"""Registries as repositories: the charts below a folder of a registry.

Which charts there are, a registry tells only where it has a catalogue; what is fetched keeps their names and versions.
Of a chart that is not in it, the versions are asked for when somebody names it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.model.chart import Metadata
from ....core.model.options import FetchOptions
from ....core.model.repository import ChartVersion
from ....core.repository_index import DerivedIndex
from . import charts, references
from .registry import Registry

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry
    from .references import Reference

MAX_CHARTS = 500
"""So many charts of a registry are listed at most: each takes two questions."""

_MAX_FILE = 64 * 1024 * 1024


class RegistryIndex(DerivedIndex):
    """The charts of a repository: those `known` with their versions, others by asking."""

    def __init__(self, entry: RepositoryEntry, known: dict[str, list[str]], kernel: Kernel) -> None:
        self._entry = entry
        self._folder = folder_of(entry)
        self._versions = known
        self._names = sorted(known)
        self._kernel = kernel

    def names(self) -> Sequence[str]:
        """The charts that the registry told."""
        return self._names

    def versions(self, name: str) -> Sequence[ChartVersion]:
        """All versions of a chart, newest first. Raises RepositoryError."""
        path = _path(self._folder, name)
        if not references.is_name(path):
            return []
        if name not in self._versions:
            with Registry(self._folder.host, options_of(self._entry), self._kernel) as registry:
                self._versions[name] = charts.versions(registry, path)
        return [self._chart_version(name, path, version) for version in self._versions[name]]

    def _chart_version(self, name: str, path: str, version: str) -> ChartVersion:
        short = name.rpartition("/")[2]
        file = _file(short, version)
        address = self._folder.replace(path=path, tag=references.tag_of(version), file=file)
        return ChartVersion(Metadata(short, version), [str(address)])


def fetch_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RegistryIndex:
    """Ask a registry which charts it has below the address of a repository, and keep that at `path` (empty: nowhere).

    Without a place to keep it there is nothing to ask: whoever wants to know names a chart. Raises RepositoryError.
    """
    folder = folder_of(entry)
    if not path:
        return RegistryIndex(entry, {}, kernel)
    with Registry(folder.host, options_of(entry), kernel) as registry:
        registry.ping()
        known = _known_charts(registry, folder, kernel)
    # The names of archives are there so that a search through the text of the file finds them.
    document = {name: {version: _file(name, version) for version in known[name]} for name in sorted(known)}
    from ....core.shared_files import replace

    try:
        replace(path, json.dumps({"registry": document}, indent=1).encode())
    except OSError as error:
        raise RepositoryError(path_error("open", path, error)) from None
    return RegistryIndex(entry, known, kernel)


def open_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RegistryIndex:
    """What was kept, and without it nothing but what is asked for. Raises RepositoryError for what is damaged."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(_MAX_FILE)
    except FileNotFoundError:
        return RegistryIndex(entry, {}, kernel)
    except OSError as error:
        raise RepositoryError(path_error("open", path, error)) from None
    try:
        document = json.loads(content)["registry"]
        known = {name: references.newest_first([one.replace("+", "_") for one in document[name]]) for name in document}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RepositoryError(f"{path} is damaged", hint="`repo update` fetches it anew") from None
    return RegistryIndex(entry, known, kernel)


def folder_of(entry: RepositoryEntry) -> Reference:
    """The folder of a registry that a repository is. Raises RepositoryError for the address of a single chart."""
    reference = references.parse(entry.url)
    if reference.tag or reference.digest or reference.file:
        raise RepositoryError(f"{reference} is a chart: a repository has neither a tag nor a digest")
    return reference


def options_of(entry: RepositoryEntry) -> FetchOptions:
    """The credentials and TLS files of a repository."""
    return FetchOptions(
        username=entry.username,
        password=entry.password,
        cert_file=entry.cert_file,
        key_file=entry.key_file,
        ca_file=entry.ca_file,
    )


def _known_charts(registry: Registry, folder: Reference, kernel: Kernel) -> dict[str, list[str]]:
    """The versions of all charts that a registry tells of, by name below the folder."""
    paths = registry.catalogue()
    if paths is None:
        kernel.console.notice(
            f"{folder.host} does not tell which charts it has: `search` will not find them, their names will do"
        )
        return {}
    prefix = f"{folder.path}/" if folder.path else ""
    known: dict[str, list[str]] = {}
    for path in [path for path in paths if path.startswith(prefix) and path != prefix]:
        found = charts.versions(registry, path)
        if found and _is_chart(registry, folder.replace(path=path, tag=references.tag_of(found[0]))):
            known[path.removeprefix(prefix)] = found
        if len(known) == MAX_CHARTS:
            kernel.console.notice(f"{folder} has more than {MAX_CHARTS} charts: `search` will not find all of them")
            break
    return known


def _is_chart(registry: Registry, reference: Reference) -> bool:
    """Whether a version is one of a chart: images have tags that look like versions too."""
    try:
        charts.read(registry, reference)
    except RepositoryError:
        return False
    return True


def _path(folder: Reference, name: str) -> str:
    return f"{folder.path}/{name}" if folder.path else name


def _file(name: str, version: str) -> str:
    return f"{name.rpartition('/')[2]}-{version}.tgz"
