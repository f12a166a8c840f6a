"""Chart repositories of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.model.client_requests import Search
from ..core.model.repository import HomeSetup, RepositoryEntry
from .arguments import checks_arguments

if TYPE_CHECKING:
    import builtins

    from ..core.model.client_requests import SearchHit
    from ..core.model.repository import RefreshResult
    from ..core.protocols import RepositoryService
    from .operations import Operations


@checks_arguments
class Repositories:
    """The repositories that are registered in the session's home: ``helm.repositories.add("stable", URL)``.

    All methods raise RepositoryError with Helm's sentences.
    """

    def __init__(self, session: Operations) -> None:
        self._session = session

    def initialise(self, *, refresh: bool = True, stable: bool = True) -> None:
        """Lay out the home, as ``init --client-only``.

        Without `stable` no repositories are registered, without `refresh` no indexes fetched.
        """
        with self._session.operation() as kernel:
            service: RepositoryService = kernel.first("helm_open_repositories")
            service.initialise(HomeSetup(skip_refresh=not refresh, skip_repositories=not stable))

    def list(self) -> builtins.list[RepositoryEntry]:
        """The registered repositories, in the order of the file."""
        with self._session.operation() as kernel:
            service: RepositoryService = kernel.first("helm_open_repositories")
            return [*service.entries()]

    def add(
        self,
        name: str,
        url: str,
        *,
        username: str = "",
        password: str = "",
        cert_file: str = "",
        key_file: str = "",
        ca_file: str = "",
        update: bool = True,
    ) -> None:
        """Fetch a repository's index and register it; without `update`, one of its name must not be registered."""
        entry = RepositoryEntry(
            name,
            url,
            username=username,
            password=password,
            cert_file=cert_file,
            key_file=key_file,
            ca_file=ca_file,
        )
        with self._session.operation() as kernel:
            service: RepositoryService = kernel.first("helm_open_repositories")
            service.add(entry, refuse_existing=not update)

    def remove(self, name: str) -> None:
        """Forget a repository and what is kept of its index."""
        with self._session.operation() as kernel:
            service: RepositoryService = kernel.first("helm_open_repositories")
            service.remove(name)

    def update(self, name: str = "") -> builtins.list[RefreshResult]:
        """Fetch the indexes of all repositories, or of one. A failure is in its result (`error`), not raised."""
        with self._session.operation():
            return [*self._session.client.refresh_repositories(name)]

    def search(
        self,
        keyword: str | None = None,
        *,
        regexp: bool = False,
        versions: bool = False,
        version: str = "",
        devel: bool = False,
    ) -> builtins.list[SearchHit]:
        """Charts in the indexes that were fetched last, best hits first; with `versions` all versions that fit."""
        search = Search(
            keyword, is_expression=regexp, every_version=versions, version=version, devel=devel
        )
        with self._session.operation():
            return [*self._session.client.search(search)]
