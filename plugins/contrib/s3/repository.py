"""A chart repository in a bucket: PREFIX/index.yaml and the archives beside it.

The index is replaced by compare-and-swap, so that of several who add charts at once none undoes what another has done:
who is late reads the new index and adds to that. Archives are written before the index names them, and under a key that
must be free.
"""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
import time
from functools import partial
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.model.repository import IndexGeneration
from . import conditional_writes
from .address import bucket_at, failed, parse
from .bucket import ConditionError, MissingObjectError, S3Error, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.protocols import KernelView, RepositoryService

INDEX = "index.yaml"
MAX_INDEX = 128 * 1024 * 1024
MAX_ARCHIVE = 256 * 1024 * 1024
"""No larger ones are read (bytes)."""

_ARCHIVE, _SIGNATURE = ".tgz", ".prov"
_ARCHIVE_TYPE, _TEXT_TYPE = "application/gzip", "text/plain; charset=utf-8"
_ROUNDS = 200
_LONGEST_PAUSE = 1.0


class BucketRepository:
    """The repository at a URL. Raises RepositoryError for what is none, MissingExtraError without boto3."""

    def __init__(self, url: str, kernel: KernelView) -> None:
        address = parse(url)
        self.url = url.rstrip("/")
        self._kernel = kernel
        self._prefix = f"{address.key.rstrip('/')}/" if address.key.rstrip("/") else ""
        self._bucket = bucket_at(url, address, kernel)

    def push(self, archive: str, *, force: bool) -> str:
        """Add an archive with the signature beside it, and name it in the index; its URL.

        An archive of the same name that is there already is left alone, unless it is the same or `force` replaces it.
        Raises RepositoryError, ChartError for what is no archive of a chart.
        """
        from ....core.model.options import LoadOptions

        metadata = self._kernel.first("helm_load_chart", path=archive, options=LoadOptions()).metadata
        name = f"{metadata.name}-{metadata.version}{_ARCHIVE}"
        content, signature = _read(archive), _read_if_there(f"{archive}{_SIGNATURE}")
        try:
            conditional_writes.check(self._bucket, self._prefix)
            self._put_archive(name, content, force=force)
            self._put_signature(name, signature, force=force)
            self._add_to_index(name, content)
        except S3Error as error:
            raise failed(f"{self.url}/{name}", error, "Put") from None
        return f"{self.url}/{name}"

    def reindex(self) -> int:
        """Make the index anew from the archives that are there; how many they are. Raises RepositoryError."""
        try:
            conditional_writes.check(self._bucket, self._prefix)
            return self._swap_index(self._whole_index)
        except S3Error as error:
            raise failed(f"{self.url}/{INDEX}", error, "Put") from None

    # --- archives ---

    def _put_archive(self, name: str, content: bytes, *, force: bool) -> None:
        """Write an archive. Raises RepositoryError when another one is there, S3Error."""
        try:
            self._bucket.put(self._prefix + name, content, new=not force, kind=_ARCHIVE_TYPE)
        except ConditionError:
            if self._digest(name) != hashlib.sha256(content).hexdigest():
                raise RepositoryError(
                    f"{self.url}/{name} already exists",
                    details=("it is another archive than this one",),
                    hint="--force replaces it, for everybody who has this version; a new version is safer",
                ) from None

    def _put_signature(self, name: str, signature: bytes | None, *, force: bool) -> None:
        """Write the signature of an archive; one of a replaced archive would not fit any more."""
        key = f"{self._prefix}{name}{_SIGNATURE}"
        if signature is not None:
            self._bucket.put(key, signature, kind=_TEXT_TYPE)
        elif force:
            self._bucket.delete(key)

    def _digest(self, name: str) -> str:
        """The SHA-256 of the archive that is there; empty when it is gone."""
        try:
            content, _ = self._bucket.get(self._prefix + name, limit=MAX_ARCHIVE)
        except MissingObjectError:
            return ""
        return hashlib.sha256(content).hexdigest()

    # --- the index ---

    def _add_to_index(self, name: str, content: bytes) -> None:
        """Name an archive in the index; again, when meanwhile somebody else has put another one in its place."""
        for _ in range(_ROUNDS):
            etag = self._bucket.etag(self._prefix + name)
            self._swap_index(partial(self._index_with, name, content))
            if self._bucket.etag(self._prefix + name) == etag:
                return
            content, _ = self._bucket.get(self._prefix + name, limit=MAX_ARCHIVE)

    def _index_with(self, name: str, content: bytes, folder: str, old: bytes | None) -> int:
        """Make an index in a folder: what the old one has, and one archive."""
        _write(os.path.join(folder, name), content)
        merge = ""
        if old is not None:
            merge = os.path.join(folder, "old.yaml")
            _write(merge, old)
        self._repositories().generate(IndexGeneration(folder, merge=merge))
        return 1

    def _whole_index(self, folder: str, old: bytes | None) -> int:
        """Make an index of all archives in a folder."""
        names = [listed.key.removeprefix(self._prefix) for listed in self._bucket.list(self._prefix, folder=True)]
        archives = [name for name in names if name.endswith(_ARCHIVE) and "/" not in name]
        for number, name in enumerate(archives, 1):
            self._kernel.progress(f"reading {name} ({number} of {len(archives)})")
            try:
                content, _ = self._bucket.get(self._prefix + name, limit=MAX_ARCHIVE)
            except TooLargeError:
                self._kernel.warn(f"{name} is larger than {MAX_ARCHIVE} bytes and left out")
                continue
            except MissingObjectError:
                continue
            _write(os.path.join(folder, name), content)
        self._kernel.progress("")
        self._repositories().generate(IndexGeneration(folder))
        return len(archives)

    def _swap_index(self, make: Callable[[str, bytes | None], int]) -> int:
        """Put what `make` writes into a folder in place of the index that it was given; again, when that has changed.

        Raises RepositoryError when others write it all the time, S3Error.
        """
        key = self._prefix + INDEX
        for number in range(_ROUNDS):
            try:
                old, etag = self._bucket.get(key, limit=MAX_INDEX)
            except MissingObjectError:
                old, etag = None, ""
            with tempfile.TemporaryDirectory(prefix="pilothouse-index-") as folder:
                answer = make(folder, old)
                new = _read(os.path.join(folder, INDEX))
            try:
                self._bucket.put(key, new, expected=etag, new=not etag, kind="text/yaml; charset=utf-8")
                return answer
            except (ConditionError, MissingObjectError):
                time.sleep(random.uniform(0, min(0.02 * (number + 1), _LONGEST_PAUSE)))
        raise RepositoryError(f"others change {self.url}/{INDEX} all the time", hint="try again later")

    def _repositories(self) -> RepositoryService:
        service: RepositoryService = self._kernel.first("helm_open_repositories")
        return service


def repository_url(name: str, kernel: KernelView) -> str:
    """The URL of a repository: a URL as it is, or that of a registered repository. Raises RepositoryError."""
    if "://" in name:
        return name
    service: RepositoryService = kernel.first("helm_open_repositories")
    for entry in service.entries():
        if entry.name == name:
            return entry.url
    raise RepositoryError(f"repo {name} not found", hint="`repo list` shows the registered ones, `repo add` adds one")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        from ....core.golib.oserrors import path_error

        raise RepositoryError(path_error("open", path, error)) from None


def _read_if_there(path: str) -> bytes | None:
    return _read(path) if os.path.exists(path) else None


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(content)
