"""Fetching the indexes of registered repositories. Rules: cmd/helm/repo_update.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.repository import RefreshResult
    from ....core.protocols import RepositoryService


def refresh_repositories(kernel: Kernel, name: str) -> Iterator[RefreshResult]:
    """Fetch the index of the first repository of a name, or without a name all of them.

    Raises RepositoryError when there is none.
    """
    service: RepositoryService = kernel.first("helm_open_repositories")
    entries = service.entries()
    if not entries:
        raise RepositoryError("no repositories found. You must add one before updating")
    if name:
        entries = [entry for entry in entries if entry.name == name][:1]
    if not entries:
        raise RepositoryError("no repositories found matching the provided name. Verify if the repo exists")
    return service.refresh(entries)
