"""Git repositories as chart repositories: the charts in a folder at a state, written as an index.yaml.

What is written is read again as any index is; the addresses in it name commits, so that they go on meaning the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.model.chart_metadata import metadata_document
from ....core.model.options import FetchOptions
from ....core.model.repository import ChartVersion
from ....core.repository_index import DerivedIndex
from ....core.shared_files import replace
from . import addresses
from .charts import find_charts

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry
    from .addresses import Address
    from .charts import FoundChart


class GitIndex(DerivedIndex):
    """The charts that were found."""

    def __init__(self, address: Address, charts: list[FoundChart]) -> None:
        self._address = address
        self._charts = charts

    def names(self) -> Sequence[str]:
        """The names of all charts, sorted."""
        return sorted({chart.metadata.name for chart in self._charts})

    def versions(self, name: str) -> Sequence[ChartVersion]:
        """All versions of a chart, newest first."""
        return [
            ChartVersion(chart.metadata, [chart.url(self._address)])
            for chart in self._charts
            if chart.metadata.name == name
        ]

    def document(self) -> dict[str, object]:
        """The same as an index.yaml has it."""
        return {
            "apiVersion": "v1",
            "entries": {
                name: [{**metadata_document(one.metadata), "urls": one.urls} for one in self.versions(name)]
                for name in self.names()
            },
        }


def fetch_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> GitIndex:
    """The charts in the folder of a Git repository, kept at `path` (empty: nowhere). Raises RepositoryError."""
    address = addresses.parse(entry.url)
    if address.file:
        raise RepositoryError(f"{address} is a file, not a folder of charts")
    options = FetchOptions(
        username=entry.username,
        password=entry.password,
        cert_file=entry.cert_file,
        key_file=entry.key_file,
        ca_file=entry.ca_file,
    )
    charts = find_charts(address, options, kernel)
    if not charts:
        raise RepositoryError(f"{address} has no charts", hint="the path after // is a chart, or a folder of charts")
    index = GitIndex(address, charts)
    if path:
        content = json.dumps(index.document(), indent=1).encode()
        try:
            # The addresses have the password of the repository's own, where that has one.
            replace(path, content, 0o600 if address.password else 0o644)
        except OSError as error:
            raise RepositoryError(path_error("open", path, error)) from None
    return index
