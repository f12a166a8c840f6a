"""Records in the memory of this process, gone when it ends: for tests and trials.

Tiller stores a copy of a release there and hands out that copy itself: what it notes in a release that it has fetched
is seen by others before it is stored (`Memory.share`), while labels stay as they are. Rules:
pkg/storage/driver/memory.go.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING

from ....core.errors import RecordConflictError, RecordExistsError, RecordNotFoundError, StorageError
from ....core.golib.strconv import NumError, atoi, quote
from ....core.model.stored_record import RecordMetadata, StoredRecord
from ....core.process_name import process_name

if TYPE_CHECKING:
    from ....core.protocols import StorageContext

_LOCK = Lock()
_STORES: dict[str, dict[str, StoredRecord]] = {}
"""The records by namespace (Tiller's) and key; shared by all services of a process, as by the clients of one Tiller."""

_RUN = os.urandom(8).hex()
"""Stands in the uids of records: what is kept of them on disk means nothing to another process, which counts anew."""

_writes = 0


class Memory:
    """The store ``memory``."""

    name = "Memory"
    max_record_size = 0

    def __init__(self, context: StorageContext) -> None:
        with _LOCK:
            self._records = _STORES.setdefault(context.namespace, {})

    def get(self, key: str) -> StoredRecord:
        """See StorageDriver. Raises StorageError for a key that is no key."""
        _check(key)
        with _LOCK:
            found = self._records.get(key)
        if found is None:
            raise RecordNotFoundError(f"release: {quote(key)} not found")
        return found

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """See StorageDriver."""
        with _LOCK:
            if key in self._records:
                raise RecordExistsError(f"release: {quote(key)} already exists")
            return self._store(key, body, labels, "")

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """See StorageDriver. As in Tiller, the error for a missing record names the release."""
        with _LOCK:
            before = self._records.get(key)
            if before is None:
                raise RecordNotFoundError(f"release: {quote(labels.get('NAME', key))} not found")
            if expected and before.metadata.version != expected:
                raise RecordConflictError(f"release: {quote(key)} has been modified")
            return self._store(key, body, labels, before.metadata.uid)

    def share(self, key: str, body: str) -> RecordMetadata:
        """Let a record have another body, as one that was changed where it is: under the labels that it has."""
        with _LOCK:
            found = self._records.get(key)
            if found is None:
                raise RecordNotFoundError(f"release: {quote(key)} not found")
            return self._store(key, body, dict(found.metadata.labels), found.metadata.uid)

    def delete(self, key: str) -> None:
        """See StorageDriver. Raises StorageError for a key that is no key."""
        _check(key)
        with _LOCK:
            if self._records.pop(key, None) is None:
                raise RecordNotFoundError(f"release: {quote(key)} not found")

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """See StorageDriver."""
        with _LOCK:
            records = sorted(self._records.items())
        wanted = set(labels.items())
        return [record for _, record in records if wanted <= set(record.metadata.labels)]

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """See StorageDriver."""
        return iter(self.query(labels))

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """See StorageDriver."""
        return [record.metadata for record in self.query(labels)]

    def _store(self, key: str, body: str, labels: Mapping[str, str], uid: str) -> RecordMetadata:
        """Put a record under a key; to be called with the lock held."""
        global _writes  # noqa: PLW0603 - one counter for all stores of the process
        _writes += 1
        version = str(_writes)
        metadata = RecordMetadata(
            key=key,
            labels=tuple(sorted(labels.items())),
            version=version,
            uid=uid or f"{_RUN}-{version}",
            writer=process_name(),
            written=time.time_ns(),
        )
        self._records[key] = StoredRecord(metadata, body)
        return metadata


def _check(key: str) -> None:
    parts = key.split(".v")
    try:
        if len(parts) == 2:
            atoi(parts[1])
            return
    except NumError:
        pass
    raise StorageError(f"release: {quote(key)} invalid key")
