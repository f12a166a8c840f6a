"""The store configmap, in one file."""

import json
from pathlib import Path

from pilothouse.core.entries import StorageDriverEntry
from pilothouse.core.errors import RecordExistsError, RecordNotFoundError
from pilothouse.core.model.stored_record import RecordMetadata, StoredRecord
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_storage_drivers():
    return [StorageDriverEntry("configmap", "stand_in_storage:connect", replaces="storage")]


def connect(context):
    return OneFile(Path("records.json"))


class OneFile:
    name = "File"
    max_record_size = 0

    def __init__(self, path):
        self._path = path

    def get(self, key):
        for record in self.query({}):
            if record.metadata.key == key:
                return record
        raise RecordNotFoundError(f'release: "{key}" not found')

    def create(self, key, body, labels):
        if key in self._all():
            raise RecordExistsError(f'release: "{key}" already exists')
        return self._write(key, body, labels)

    def update(self, key, body, labels, expected=""):
        self.get(key)
        return self._write(key, body, labels)

    def delete(self, key):
        self.get(key)
        self._path.write_text(json.dumps({name: it for name, it in self._all().items() if name != key}))

    def query(self, labels):
        records = [
            StoredRecord(RecordMetadata(key, tuple(sorted(own.items()))), body)
            for key, (body, own) in self._all().items()
        ]
        return [record for record in records if labels.items() <= dict(record.metadata.labels).items()]

    def query_metadata(self, labels):
        return [record.metadata for record in self.query(labels)]

    def scan(self, labels):
        return iter(self.query(labels))

    def _all(self):
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write(self, key, body, labels):
        self._path.write_text(json.dumps({**self._all(), key: (body, dict(labels))}))
        return RecordMetadata(key, tuple(sorted(labels.items())))
