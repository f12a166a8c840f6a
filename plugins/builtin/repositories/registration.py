"""Registering and forgetting repositories. Rules: cmd/helm/repo_add.go, cmd/helm/repo_remove.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RepositoryError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.text import without_password
from .cached_index import cache_path, download_path
from .errors import UnusableRepositoryError
from .foreign_index import guarded
from .repository_file import is_read_by_others, load_repository_file, locked_file

if TYPE_CHECKING:
    from ....core.home import HelmHome
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry
    from ....core.protocols import RepositoryIndex


def add(entry: RepositoryEntry, home: HelmHome, kernel: Kernel, *, refuse_existing: bool) -> None:
    """Fetch the index of a repository and register it, in place of another of its name unless that is refused.

    Raises RepositoryError; then nothing has changed.
    """
    file = load_repository_file(home.repository_file)
    if refuse_existing and file.find(entry.name) is not None:
        raise RepositoryError(f"repository name ({entry.name}) already exists, please specify a different name")
    if not entry.cache:
        entry = entry.replace(cache=cache_path(home, entry.name))
    fetch_checked(entry, download_path(home, entry), kernel)
    with locked_file(home.repository_file, keep_lock=True):
        file = load_repository_file(home.repository_file)
        file.put(entry)
        file.write(home.repository_file)
    if kernel.console.explains and _has_password(entry) and is_read_by_others(home.repository_file):
        path = home.repository_file
        kernel.console.notice(f"hint: others on this machine can read the password in {path}: `chmod 600 {path}`")


def _has_password(entry: RepositoryEntry) -> bool:
    """Whether an entry says how to get in: by its password, or by what stands in its URL, a token perhaps."""
    authority, _, query = entry.url.partition("?")
    return bool(entry.password or query or "@" in authority)


def fetch_checked(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex:
    """Fetch the index of a repository that a user names by its URL. Raises RepositoryError that says which."""
    try:
        index = guarded(kernel.first("helm_fetch_repository_index", entry=entry, path=path), entry)
    except UnusableRepositoryError:
        raise
    except PilothouseError as error:
        shown = quote(without_password(entry.url))
        raise RepositoryError(
            f"Looks like {shown} is not a valid chart repository or cannot be reached: {error.message}",
            details=error.details,
            hint=error.hint or _advice(entry),
        ) from None
    return index


def _advice(entry: RepositoryEntry) -> str:
    """What is often wrong with the name or the address of a new repository."""
    if "/" in entry.name:
        return "the name of a repository has no slash"
    if entry.url.rstrip("/").endswith("/index.yaml"):
        return "index.yaml is added to the address: leave it out"
    return ""


def remove(name: str, home: HelmHome) -> None:
    """Forget all repositories of a name and the index that is kept under it. Raises RepositoryError."""
    load_repository_file(home.repository_file)
    with locked_file(home.repository_file):
        file = load_repository_file(home.repository_file)
        if not file.remove(name):
            raise RepositoryError(f"no repo named {quote(name)} found")
        file.write(home.repository_file)
    path = cache_path(home, name)
    if not os.path.exists(path):
        return
    try:
        os.unlink(path)
    except FileNotFoundError:
        # Another process was faster.
        pass
    except OSError as error:
        raise RepositoryError(path_error("remove", path, error)) from None
