"""Indexes that were read before, on disk: a file for each, named by the digest of the index.yaml it was made from.

The files are private ones (`core.private_files`); whatever is doubtful counts as absent.
"""

from __future__ import annotations

import os
import sys

from ....core import private_files
from . import index_lookup
from .index_lookup import PackedIndex

_FORMAT = 1
_SUFFIX = ".index"
_MAX_FILES = 100
_MAX_BYTES = 256 * 1024 * 1024


class IndexCache:
    """The indexes kept below one cache directory; an empty directory keeps nothing."""

    __slots__ = ("_folder",)

    def __init__(self, directory: str) -> None:
        self._folder = os.path.join(directory, "indexes") if directory else ""

    @property
    def is_open(self) -> bool:
        """Whether anything may be kept."""
        return bool(self._folder)

    def load(self, digest: str) -> PackedIndex | None:
        """What was kept of the file with that digest, or None."""
        content = private_files.read(self._path(digest)) if self._folder else None
        if content is None:
            return None
        try:
            return index_lookup.load(content)
        except (ValueError, TypeError, EOFError):
            return None

    def store(self, digest: str, index: PackedIndex) -> None:
        """Keep an index. Nothing happens where that is impossible."""
        if self._folder and private_files.write(self._path(digest), index.dump()):
            private_files.prune(self._folder, _SUFFIX, _MAX_FILES, _MAX_BYTES)

    def _path(self, digest: str) -> str:
        return os.path.join(self._folder, f"{digest}-{_FORMAT}-{sys.implementation.cache_tag}{_SUFFIX}")
