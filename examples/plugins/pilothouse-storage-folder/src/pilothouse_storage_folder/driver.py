"""Release records as files in a folder, changed under one lock."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilothouse.core.errors import RecordConflictError, RecordExistsError, RecordNotFoundError, StorageError
from pilothouse.core.model.stored_record import RecordMetadata, StoredRecord

if TYPE_CHECKING:
    from pilothouse.core.protocols import StorageContext


def connect(context: StorageContext) -> Folder:
    """The store of a namespace."""
    return Folder(Path(context.kernel.setting("records-folder")) / context.namespace)


class Folder:
    """Records in one folder; see `pilothouse.core.protocols.StorageDriver` for the methods."""

    name = "Folder"
    max_record_size = 0

    def __init__(self, path: Path) -> None:
        """Make the folder when it is missing. Raises StorageError."""
        self._path = path
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}", hint="RECORDS_FOLDER names the folder") from error

    def get(self, key: str) -> StoredRecord:
        with self._locked():
            return self._read(key)

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        with self._locked():
            if self._file(key).exists():
                raise RecordExistsError(f'release: "{key}" already exists')
            return self._write(key, body, labels, uid=os.urandom(8).hex())

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        with self._locked():
            before = self._read(key).metadata
            if expected and before.version != expected:
                raise RecordConflictError(f'release: "{key}" has been modified')
            return self._write(key, body, labels, before.uid)

    def delete(self, key: str) -> None:
        with self._locked():
            self._read(key)
            self._file(key).unlink()

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        with self._locked():
            records = [self._read(file.name.removesuffix(".json")) for file in sorted(self._path.glob("*.json"))]
        return [record for record in records if labels.items() <= dict(record.metadata.labels).items()]

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        return [record.metadata for record in self.query(labels)]

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        return iter(self.query(labels))

    def _file(self, key: str) -> Path:
        return self._path / f"{key}.json"

    def _read(self, key: str) -> StoredRecord:
        try:
            saved = json.loads(self._file(key).read_text())
        except FileNotFoundError:
            raise RecordNotFoundError(f'release: "{key}" not found') from None
        return StoredRecord(_metadata(key, saved), saved["body"])

    def _write(self, key: str, body: str, labels: Mapping[str, str], uid: str) -> RecordMetadata:
        saved = {
            "body": body,
            "labels": dict(labels),
            "uid": uid,
            "version": os.urandom(8).hex(),
            "writer": f"pilothouse/{os.environ.get('USER', 'unknown')}@{os.uname().nodename}/{os.getpid()}",
            "written": time.time_ns(),
        }
        draft = self._path / "draft"
        with open(draft, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            json.dump(saved, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._file(key))
        return _metadata(key, saved)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self._path / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _metadata(key: str, saved: dict[str, Any]) -> RecordMetadata:
    labels = tuple(sorted(saved["labels"].items()))
    return RecordMetadata(key, labels, saved["version"], saved["uid"], saved["writer"], saved["written"])
