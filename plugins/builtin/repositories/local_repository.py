"""The repository of this machine: the folder into which ``package`` saves and which ``serve`` serves.

Rules: pkg/repo/local.go.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ....core import shared_files
from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error, reason
from .generate import INDEX_NAME
from .index import read_content, read_index_document
from .index_file import added, timestamp, write_index
from .version_order import sort_as_go

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.home import HelmHome
    from ....core.kernel import Kernel

_ADDRESS = "http://127.0.0.1:8879/charts"
_PATIENCE = 30.0
_PAUSE = 0.05


def save_locally(archive: str, home: HelmHome, kernel: Kernel) -> None:
    """Copy an archive into the repository of this machine and add it to that one's index.

    As in Helm the digest in the index is that of the index before, and an archive that is saved again is listed again.
    Raises RepositoryError with Helm's words, ChartError for an archive that is no chart.
    """
    from ....core.model.options import LoadOptions

    metadata = kernel.first("helm_load_chart", path=archive, options=LoadOptions()).metadata
    folder = home.local_repository
    _check_folder(folder)
    with _alone(folder):
        _copy(archive, folder)
        index = os.path.join(folder, INDEX_NAME)
        try:
            content = read_content(index)
        except RepositoryError as error:
            error.hint = "`init --client-only` lays out the repository of this machine; --save=false does without it"
            raise
        document = read_index_document(content, index, kernel)
        title = f"{metadata.name}-{metadata.version}"
        if title in document.entries:
            return
        for name, versions in document.entries.items():
            document.entries[name] = sort_as_go(versions)
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        document.entries.setdefault(metadata.name, []).append(added(metadata, f"{title}.tgz", _ADDRESS, digest))
        document.generated = document.generated if document.api_version else timestamp()
        write_index(index, document)


def _check_folder(folder: str) -> None:
    """Raise RepositoryError unless a folder is one."""
    try:
        mode = os.stat(folder).st_mode
    except OSError as error:
        raise RepositoryError(path_error("stat", folder, error)) from None
    if not stat.S_ISDIR(mode):
        raise RepositoryError(f"location {folder} is not a directory")


def _copy(archive: str, folder: str) -> None:
    """Put a copy of an archive into a folder, under its own name."""
    target = os.path.join(folder, os.path.basename(archive))
    try:
        with open(archive, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise RepositoryError(path_error("open", archive, error)) from None
    try:
        shared_files.replace(target, content)
    except OSError as error:
        raise RepositoryError(f"open {target}: {reason(error)}") from None


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Keep other processes from adding to the repository meanwhile: by a lock on the folder, which leaves no file."""
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise RepositoryError(f"{folder} is held by another process") from None
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)
