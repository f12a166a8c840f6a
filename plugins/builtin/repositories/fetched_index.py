"""Fetching the index of a repository, by a conditional request where what was fetched before is still there.

What a server said to ask with the next time is kept in the cache folder, together with the digest of the index that it
goes with: it is used only while that very file is in place. Rules: pkg/repo/chartrepo.go (DownloadIndexFile).
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RepositoryError
from ....core.golib.oserrors import path_error
from ....core.model.options import FetchOptions
from ....core.text import without_password
from .addresses import check_scheme, index_address
from .errors import fetch_failure
from .index import load_index, parse_index

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.repository import RepositoryEntry
    from ....core.protocols import RepositoryIndex


def fetch_index(entry: RepositoryEntry, path: str, kernel: Kernel) -> RepositoryIndex:
    """Fetch index.yaml of a repository, check it, and put it at `path` (empty: nowhere).

    Raises UnusableRepositoryError before anything is asked, RepositoryError for what is fetched in vain.
    """
    check_scheme(entry.url, kernel)
    address = index_address(entry.url)
    known = _Validators(kernel.settings.cache_directory() if path else "", address, path)
    options = FetchOptions(
        username=entry.username,
        password=entry.password,
        cert_file=entry.cert_file,
        key_file=entry.key_file,
        ca_file=entry.ca_file,
        label=f"index of {entry.name or without_password(entry.url)}",
    )
    try:
        fetched = kernel.fetch_changes(address, options.replace(validators=known.usable()))
    except PilothouseError as error:
        raise fetch_failure(error, address.partition(":")[0]) from None
    if fetched.unchanged:
        return load_index(path, kernel)
    index = parse_index(fetched.content, path or address, kernel)
    if path:
        _write(path, fetched.content)
        known.keep(fetched.validators, fetched.content)
    return index


def _write(path: str, content: bytes) -> None:
    from ....core.shared_files import replace

    try:
        replace(path, content)
    except (OSError, ValueError) as error:
        reason = path_error("open", path, error) if isinstance(error, OSError) else f"open {path}: invalid argument"
        raise RepositoryError(reason) from None


class _Validators:
    """What is known about the index behind an address that is kept at a path; `directory` empty: nothing is kept."""

    __slots__ = ("_file", "_path")

    def __init__(self, directory: str, address: str, path: str) -> None:
        self._path = path
        self._file = ""
        if directory:
            name = hashlib.sha256(f"{address}\n{path}".encode("utf-8", "surrogateescape")).hexdigest()
            self._file = os.path.join(directory, "validators", name)

    def usable(self) -> str:
        """The validators, if the file that they go with is still in place; else the empty text."""
        from ....core import private_files

        kept = private_files.read(self._file) if self._file else None
        if kept is None:
            return ""
        digest, _, validators = kept.decode("utf-8", "surrogateescape").partition("\n")
        try:
            with open(self._path, "rb") as stream:
                content = stream.read()
        except OSError:
            return ""
        return validators if hashlib.sha256(content).hexdigest() == digest else ""

    def keep(self, validators: str, content: bytes) -> None:
        """Remember validators for what was fetched now; without any, forget the earlier ones."""
        from ....core import private_files

        if not self._file:
            return
        if validators:
            text = f"{hashlib.sha256(content).hexdigest()}\n{validators}"
            private_files.write(self._file, text.encode("utf-8", "surrogateescape"))
        else:
            private_files.remove(self._file)
