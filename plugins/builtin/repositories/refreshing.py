"""Fetching the indexes of registered repositories side by side. Rules: cmd/helm/repo_update.go."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.model.repository import RefreshResult
from .addresses import check_scheme, parse_address
from .cached_index import download_path
from .errors import UnusableRepositoryError

if TYPE_CHECKING:
    from ....core.home import HelmHome
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry

LOCAL = "local"
"""The name of the repository of this machine, whose index is made here."""

_WORKERS = 8


def refresh(
    entries: Sequence[RepositoryEntry], home: HelmHome, kernel: Kernel, *, skip_local: bool = True
) -> Iterator[RefreshResult]:
    """Fetch the indexes; results come in the order of `entries`, each as soon as it and those before it are there.

    With `skip_local` the repository of this machine is left out. Raises UnusableRepositoryError at once, before
    anything is fetched, for a repository that nobody can fetch.
    """
    done = {}
    for position, entry in enumerate(entries):
        if skip_local and entry.name == LOCAL:
            check_scheme(entry.url, kernel)
            done[position] = RefreshResult(entry, skipped=True)
        elif not kernel.has_getter(parse_address(entry.url).scheme) or _lacks_files(entry):
            done[position] = _refresh_one(entry, home, kernel, unusable_is_fatal=True)
    waiting = [position for position in range(len(entries)) if position not in done]
    if len(waiting) > 1:
        for scheme in {parse_address(entries[position].url).scheme for position in waiting}:
            # Imported here, so that no thread finds a module that another one is just importing.
            kernel.registered("helm_register_getters", scheme)
        return _side_by_side(entries, done, waiting, home, kernel)
    return _one_by_one(entries, done, home, kernel)


def _lacks_files(entry: RepositoryEntry) -> bool:
    """Whether a file for TLS is missing, of which the getter will complain before it asks anybody."""
    return any(file and not os.path.exists(file) for file in (entry.cert_file, entry.key_file, entry.ca_file))


def _one_by_one(
    entries: Sequence[RepositoryEntry], done: dict[int, RefreshResult], home: HelmHome, kernel: Kernel
) -> Iterator[RefreshResult]:
    for position, entry in enumerate(entries):
        yield done[position] if position in done else _refresh_one(entry, home, kernel)


def _side_by_side(
    entries: Sequence[RepositoryEntry],
    done: dict[int, RefreshResult],
    waiting: list[int],
    home: HelmHome,
    kernel: Kernel,
) -> Iterator[RefreshResult]:
    """As `_one_by_one`, with several threads that do not outlive the program when it is interrupted."""
    import queue
    import threading

    work: queue.SimpleQueue[int] = queue.SimpleQueue()
    answers: queue.SimpleQueue[tuple[int, RefreshResult | BaseException]] = queue.SimpleQueue()
    for position in waiting:
        work.put(position)

    def run() -> None:
        while True:
            try:
                position = work.get_nowait()
            except queue.Empty:
                return
            try:
                answers.put((position, _refresh_one(entries[position], home, kernel)))
            except BaseException as error:
                answers.put((position, error))

    for _ in range(min(len(waiting), _WORKERS)):
        threading.Thread(target=run, name="refresh", daemon=True).start()
    for position in range(len(entries)):
        while position not in done:
            finished, answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            done[finished] = answer
        yield done[position]


def _refresh_one(
    entry: RepositoryEntry, home: HelmHome, kernel: Kernel, *, unusable_is_fatal: bool = False
) -> RefreshResult:
    try:
        kernel.first("helm_fetch_repository_index", entry=entry, path=download_path(home, entry))
    except UnusableRepositoryError as error:
        if unusable_is_fatal:
            raise
        return RefreshResult(entry, error.message)
    except PilothouseError as error:
        return RefreshResult(entry, error.message)
    return RefreshResult(entry)
