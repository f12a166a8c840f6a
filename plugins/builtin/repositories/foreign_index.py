"""Indexes of other plugins: what goes wrong in them later on is told as theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RepositoryError
from ....core.text import without_password
from .index_lookup import PackedIndex

if TYPE_CHECKING:
    from ....core.model.repository import ChartRow, ChartVersion, RepositoryEntry
    from ....core.protocols import RepositoryIndex


def guarded(index: RepositoryIndex, entry: RepositoryEntry) -> RepositoryIndex:
    """The index itself where it is of our own kind, else one whose failures are RepositoryErrors that name it."""
    return index if isinstance(index, PackedIndex) else _ForeignIndex(index, entry)


class _ForeignIndex:
    """An index that asks another one; an exception that its plugin did not declare says where it comes from."""

    def __init__(self, index: RepositoryIndex, entry: RepositoryEntry) -> None:
        self._index = index
        self._url = without_password(entry.url)

    def names(self) -> Sequence[str]:
        """As the other index."""
        with self._watched():
            return self._index.names()

    def versions(self, name: str) -> Sequence[ChartVersion]:
        """As the other index."""
        with self._watched():
            return self._index.versions(name)

    def find(self, name: str, version: str) -> ChartVersion:
        """As the other index."""
        with self._watched():
            return self._index.find(name, version)

    def rows(self) -> Iterator[ChartRow]:
        """As the other index."""
        with self._watched():
            yield from self._index.rows()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except PilothouseError:
            raise
        except Exception as error:
            kind = type(self._index)
            raise RepositoryError(
                f"the index of {self._url} failed: {type(error).__name__}: {error}",
                details=(f"it is a {kind.__qualname__} of {kind.__module__}",),
                hint="`pilothouse plugins explain open_repository_index` shows whose plugins read indexes",
            ) from error
