"""Charts in a Git repository: which there are, and packing one."""

from __future__ import annotations

import os
import tempfile
from functools import cmp_to_key
from typing import TYPE_CHECKING

from ....core.archive.expand import write_folder
from ....core.archive.names import check_chart_name
from ....core.errors import PilothouseError, RepositoryError
from ....core.golib import semver
from ....core.golib.types import GoError
from ....core.golib.unmarshal import unmarshal
from ....core.model.chart_metadata import METADATA, metadata_of
from ....core.model.options import LoadOptions, PackageOptions
from ....core.process_limits import run_limited
from ....core.record import Record
from .chart_folders import chart_files, chart_folders
from .repository import opened

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart, Metadata
    from ....core.model.options import FetchOptions
    from .addresses import Address
    from .repository import Repository

_MAX_METADATA = 1024 * 1024


class FoundChart(Record):
    """A chart at a commit: its metadata and its folder."""

    metadata: Metadata
    folder: str
    commit: str

    def url(self, address: Address) -> str:
        """The address of its archive."""
        return address.archive(self.folder, f"{self.metadata.name}-{self.metadata.version}.tgz", self.commit)


def find_charts(address: Address, options: FetchOptions, kernel: Kernel) -> list[FoundChart]:
    """The charts that an address means, by name, newest first; of one version the one that git names first.

    What has no Chart.yaml that can be read is left out, with a warning. Raises RepositoryError.
    """
    found: dict[tuple[str, str], FoundChart] = {}
    with opened(address, options, kernel) as repository:
        for commit in repository.commits():
            for chart in _charts_of(repository, address, commit, kernel):
                found.setdefault((chart.metadata.name, chart.metadata.version), chart)
    newest_first = sorted(found.values(), key=cmp_to_key(_compare), reverse=True)
    return sorted(newest_first, key=lambda chart: chart.metadata.name)


def pack(address: Address, options: FetchOptions, kernel: Kernel) -> bytes:
    """The archive of the chart in the folder of an address, the same bytes for the same commit.

    Raises RepositoryError, ChartError.
    """
    with opened(address, options, kernel) as repository:
        commit = repository.commits()[0]
        entries = repository.entries(commit)
        if chart_folders(entries, address.path) != [address.path]:
            raise RepositoryError(f"{address} is not the folder of a chart")
        files = chart_files(repository, entries, address.path)
    with tempfile.TemporaryDirectory(prefix="git-") as work:
        folder = os.path.join(work, "chart")
        write_folder(folder, files)
        chart: Chart = run_limited(
            kernel.settings, lambda: kernel.first("helm_load_chart", path=folder, options=LoadOptions())
        )
        path = kernel.first("helm_package_chart", chart=chart, options=PackageOptions(work, reproducible=True))
        with open(path, "rb") as stream:
            return stream.read()


def _charts_of(repository: Repository, address: Address, commit: str, kernel: Kernel) -> list[FoundChart]:
    entries = repository.entries(commit)
    folders = chart_folders(entries, address.path)
    files = [entries[f"{folder}/Chart.yaml" if folder else "Chart.yaml"] for folder in folders]
    readable = [
        (folder, entry)
        for folder, entry in zip(folders, files, strict=True)
        if entry.mode.startswith("100") and entry.size <= _MAX_METADATA
    ]
    charts = []
    contents = repository.contents([entry for _, entry in readable])
    for (folder, _), content in zip(readable, contents, strict=True):
        try:
            charts.append(FoundChart(_metadata(content), folder, commit))
        except PilothouseError as error:
            kernel.warn(f"warning: {address}: the chart in {folder or 'the root'} is left out: {error.message}")
    return charts


def _metadata(content: bytes) -> Metadata:
    """The metadata in a Chart.yaml, with a name and a version that a file can be called by. Raises PilothouseError."""
    try:
        metadata = metadata_of(unmarshal(content, METADATA))
        check_chart_name(metadata.name)
        semver.parse(metadata.version)
    except GoError as error:
        raise RepositoryError(str(error)) from None
    if not metadata.name or metadata.name.startswith("."):
        raise RepositoryError("it has no name")
    return metadata


def _compare(one: FoundChart, other: FoundChart) -> int:
    return semver.parse(one.metadata.version).compare(semver.parse(other.metadata.version))
