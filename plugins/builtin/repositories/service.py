"""The chart repositories that are registered in the home directory of Helm.

One module for each verb does the work: `registration`, `refreshing`, `references`, `downloading`, `initialising`,
`generate`, `local_repository`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....core.home import HelmHome

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.repository import (
        ChartDownload,
        DownloadedChart,
        HomeSetup,
        IndexGeneration,
        RefreshResult,
        RepositoryEntry,
    )
    from ....core.protocols import RepositoryIndex


class Repositories:
    """The repositories of a home directory; see `core.protocols.RepositoryService` for what its methods promise."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._home = HelmHome(kernel.settings.home())

    def entries(self) -> Sequence[RepositoryEntry]:
        """All registered repositories, in the order of the file. Raises RepositoryError."""
        from .repository_file import load_repository_file

        return load_repository_file(self._home.repository_file).entries

    def add(self, entry: RepositoryEntry, *, refuse_existing: bool = False) -> None:
        """Fetch a repository's index and register it. Raises RepositoryError."""
        from .registration import add

        add(entry, self._home, self._kernel, refuse_existing=refuse_existing)

    def remove(self, name: str) -> None:
        """Forget a repository and its index. Raises RepositoryError."""
        from .registration import remove

        remove(name, self._home)

    def refresh(self, entries: Sequence[RepositoryEntry], *, skip_local: bool = True) -> Iterator[RefreshResult]:
        """Fetch indexes side by side. Raises RepositoryError at once for what nobody can fetch."""
        from .refreshing import refresh

        return refresh(entries, self._home, self._kernel, skip_local=skip_local)

    def index(self, entry: RepositoryEntry) -> RepositoryIndex:
        """What an index said when it was last fetched. Raises RepositoryError."""
        from .cached_index import open_index

        return open_index(entry, self._home, self._kernel)

    def index_at(self, location: ChartLocation) -> RepositoryIndex:
        """The index, fetched now, of the repository at a URL. Raises RepositoryError."""
        from .references import index_at

        return index_at(location, self._kernel)

    def resolve(self, location: ChartLocation) -> ChartDownload:
        """Where an archive is: as a plugin says that knows the reference, else by our rules. Raises RepositoryError."""
        found: ChartDownload | None = self._kernel.first_or_none("helm_resolve_chart", location=location)
        if found is not None:
            return found
        from .references import resolve

        return resolve(location, self._home, self._kernel)

    def download(self, location: ChartLocation, destination: str, *, verification: str = "never") -> DownloadedChart:
        """Download an archive into an existing folder. Raises RepositoryError, ProvenanceError."""
        from .downloading import download

        return download(self.resolve(location), location, destination, verification, self._kernel)

    def initialise(self, setup: HomeSetup) -> None:
        """Lay out the home directory, saying what is made. Raises RepositoryError."""
        from .initialising import initialise

        initialise(setup, self._home, self._kernel)

    def generate(self, generation: IndexGeneration) -> None:
        """Write the index.yaml of a folder of archives. Raises RepositoryError."""
        from .generate import generate_index

        generate_index(generation, self._kernel)

    def save_locally(self, archive: str) -> None:
        """Copy an archive into the repository of this machine. Raises RepositoryError, ChartError."""
        from .local_repository import save_locally

        save_locally(archive, self._home, self._kernel)
