"""Where the index of a repository is kept, and reading it from there. Rules: pkg/helm/helmpath, pkg/repo."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from .foreign_index import guarded

if TYPE_CHECKING:
    from ....core.home import HelmHome
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry
    from ....core.protocols import RepositoryIndex


def cache_path(home: HelmHome, name: str) -> str:
    """Where the index of a repository of that name is kept.

    Raises RepositoryError for a name that leads out of the folder of indexes.
    """
    return _below_cache(home, f"{name}-index.yaml", f"the name of the repository, {quote(name)},")


def download_path(home: HelmHome, entry: RepositoryEntry) -> str:
    """Where the fetched index of a registered repository is put: at its `cache`, where it has one.

    That may be any absolute path; a relative one is below the folder of indexes. The link to the index of the
    repository of this machine stays a link: what it leads to is replaced. Raises RepositoryError.
    """
    if not entry.cache:
        path = cache_path(home, entry.name)
    elif os.path.isabs(entry.cache):
        path = entry.cache
    else:
        path = _below_cache(home, entry.cache, f"the cache of the repository, {quote(entry.cache)},")
    own = os.path.join(home.local_repository, "index.yaml")
    return own if os.path.islink(path) and os.path.realpath(path) == os.path.realpath(own) else path


def _below_cache(home: HelmHome, name: str, subject: str) -> str:
    path = os.path.normpath(home.cache + os.sep + name)
    if "\0" in path or not path.startswith(os.path.normpath(home.cache) + os.sep):
        raise RepositoryError(f"{subject} leads out of {home.cache}")
    return path


def open_index(entry: RepositoryEntry, home: HelmHome, kernel: Kernel) -> RepositoryIndex:
    """What the index of a registered repository said when it was last fetched. Raises RepositoryError."""
    path = cache_path(home, entry.name)
    return guarded(kernel.first("helm_open_repository_index", entry=entry, path=path), entry)
