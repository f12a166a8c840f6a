"""Chart repositories without an index: folders of charts as they are, ``tree:///srv/charts``.

    /srv/charts/web/1.0.0/Chart.yaml …
    /srv/charts/web/1.1.0/Chart.yaml …

    pilothouse --plugins-dir . repo add mine tree:///srv/charts
    pilothouse --plugins-dir . search mine/
    pilothouse --plugins-dir . install mine/web --version ^1.0

Which versions there are is looked up when it is asked, one chart at a time; archives are packed when they are fetched.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cmp_to_key
from pathlib import Path

from pilothouse.core.entries import GetterEntry
from pilothouse.core.errors import RepositoryError
from pilothouse.core.golib import semver
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.options import FetchOptions, LoadOptions, PackageOptions
from pilothouse.core.model.repository import ChartVersion, RepositoryEntry
from pilothouse.core.protocols import KernelView
from pilothouse.core.repository_index import DerivedIndex
from pilothouse.hookspecs import hookimpl

SCHEME = "tree://"


class Tree(DerivedIndex):
    """The charts below one folder."""

    def __init__(self, url: str, kernel: KernelView) -> None:
        self.folder = Path(url.removeprefix(SCHEME))
        self.kernel = kernel
        if not self.folder.is_dir():
            raise RepositoryError(f"{self.folder} is not a folder")

    def names(self) -> Sequence[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir())

    def versions(self, name: str) -> Sequence[ChartVersion]:
        if name not in self.names():
            return []
        charts = [path for path in (self.folder / name).iterdir() if is_version(path)]
        folders = sorted(charts, key=cmp_to_key(compare), reverse=True)
        return [
            ChartVersion(load(folder, self.kernel).metadata, [f"{SCHEME}{folder}/{name}-{folder.name}.tgz"])
            for folder in folders
        ]


def is_version(folder: Path) -> bool:
    """Whether a folder is called as a version and has a chart; what else lies beside it does not matter."""
    try:
        semver.parse(folder.name)
    except semver.SemverError:
        return False
    return (folder / "Chart.yaml").exists()


def compare(one: Path, other: Path) -> int:
    """How two folders of versions are ordered."""
    return semver.parse(one.name).compare(semver.parse(other.name))


def load(folder: Path, kernel: KernelView) -> Chart:
    """The chart in a folder."""
    chart: Chart = kernel.first("helm_load_chart", path=str(folder), options=LoadOptions())
    return chart


@hookimpl
def helm_fetch_repository_index(entry: RepositoryEntry, kernel: KernelView) -> Tree | None:
    """Nothing is fetched and nothing is written: the folder is the index."""
    return Tree(entry.url, kernel) if entry.url.startswith(SCHEME) else None


@hookimpl
def helm_open_repository_index(entry: RepositoryEntry, kernel: KernelView) -> Tree | None:
    """The same when charts are searched or resolved."""
    return Tree(entry.url, kernel) if entry.url.startswith(SCHEME) else None


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """What fetches an archive."""
    return [GetterEntry("tree", f"{__name__}:fetch")]


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> bytes:
    """Pack the chart in the folder of an archive's address."""
    folder = Path(url.removeprefix(SCHEME)).parent
    with tempfile.TemporaryDirectory() as work:
        wanted = PackageOptions(work, reproducible=True)
        return Path(kernel.first("helm_package_chart", chart=load(folder, kernel), options=wanted)).read_bytes()
