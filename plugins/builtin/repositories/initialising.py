"""Laying out the home directory and its first repositories. Rules: cmd/helm/installer/init.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib import time
from ....core.golib.oserrors import path_error, reason
from ....core.golib.yaml import dump
from ....core.model.repository import RepositoryEntry
from .addresses import check_scheme
from .cached_index import cache_path
from .refreshing import LOCAL
from .registration import fetch_checked
from .repository_file import OutOfDateError, RepositoryFile, load_repository_file, locked_file

if TYPE_CHECKING:
    from ....core.home import HelmHome
    from ....core.kernel import Kernel
    from ....core.model.repository import HomeSetup

_STABLE = "stable"
_FOLDER_MODE = 0o755
_WITHOUT_NETWORK = (
    "--skip-refresh asks no server, --stable-repo-url names another repository, --skip-repos registers none"
)


def initialise(setup: HomeSetup, home: HelmHome, kernel: Kernel) -> None:
    """Make the folders of the home directory and repositories.yaml where they are missing, saying what is made.

    A repositories.yaml in the old form is written anew. Raises RepositoryError.
    """
    for folder in (
        home.path,
        home.repository,
        home.cache,
        home.local_repository,
        home.plugins,
        home.starters,
        home.archive,
    ):
        _ensure_folder(folder, kernel)
    path = home.repository_file
    if os.path.isdir(path):
        raise RepositoryError(f"{path} must be a file, not a directory")
    if not os.path.exists(path):
        kernel.console.line(f"Creating {path} ")
        file = RepositoryFile([])
        if not setup.skip_repositories:
            file.entries = [_stable(setup, home, kernel), _local(setup, home, kernel)]
        with locked_file(path):
            if not os.path.exists(path):
                file.write(path)
    _modernise(path, kernel)


def _ensure_folder(path: str, kernel: Kernel) -> None:
    if os.path.isdir(path):
        return
    if os.path.exists(path):
        raise RepositoryError(f"{path} must be a directory")
    kernel.console.line(f"Creating {path} ")
    try:
        os.makedirs(path, _FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise RepositoryError(f"Could not create {path}: {path_error('mkdir', error.filename, error)}") from None


def _stable(setup: HomeSetup, home: HelmHome, kernel: Kernel) -> RepositoryEntry:
    kernel.console.line(f"Adding {_STABLE} repo with URL: {setup.stable_url} ")
    entry = RepositoryEntry(_STABLE, setup.stable_url, cache=cache_path(home, _STABLE))
    if setup.skip_refresh:
        check_scheme(entry.url, kernel)
    else:
        try:
            fetch_checked(entry, entry.cache, kernel)
        except RepositoryError as error:
            error.hint = error.hint or _WITHOUT_NETWORK
            raise
    return entry


def _local(setup: HomeSetup, home: HelmHome, kernel: Kernel) -> RepositoryEntry:
    """The repository of this machine; its index is found among the others by a link."""
    from ....core.shared_files import replace

    index, cache = os.path.join(home.local_repository, "index.yaml"), cache_path(home, LOCAL)
    if os.path.isdir(index):
        raise RepositoryError(f"{index} must be a file, not a directory")
    if not os.path.exists(index):
        kernel.console.line(f"Adding {LOCAL} repo with URL: {setup.local_url} ")
        empty = {"apiVersion": "v1", "entries": {}, "generated": time.now().go_json()}
        try:
            replace(index, dump(empty).encode())
        except OSError as error:
            raise RepositoryError(path_error("open", index, error)) from None
        try:
            os.symlink(index, cache)
        except OSError as error:
            raise RepositoryError(f"symlink {index} {cache}: {reason(error)}") from None
    return RepositoryEntry(LOCAL, setup.local_url, cache=cache)


def _modernise(path: str, kernel: Kernel) -> None:
    """Write a repositories.yaml in the old form anew; one that is broken is left alone."""
    try:
        load_repository_file(path)
    except OutOfDateError:
        with locked_file(path):
            try:
                load_repository_file(path)
            except OutOfDateError as error:
                kernel.console.line("Updating repository file format...")
                error.recovered.write(path)
    except RepositoryError:
        pass
