"""Release records as stores keep them: opaque text under a key, with labels."""

from __future__ import annotations

from ..record import Record


class RecordMetadata(Record):
    """A record without its body.

    `version` changes with every write (a store's own text, empty where a store has none); `writer` says which process
    wrote it last (``pilothouse/USER@HOST/PID``; empty for unknown) and `written` when, in nanoseconds since 1970.
    `uid` tells a record from another one that later had the same key.
    """

    key: str
    labels: tuple[tuple[str, str], ...] = ()
    version: str = ""
    uid: str = ""
    writer: str = ""
    written: int | None = None

    def label(self, name: str) -> str:
        """The value of a label, empty when there is none."""
        for key, value in self.labels:
            if key == name:
                return value
        return ""


class StoredRecord(Record):
    """A record with its body: base64 of gzipped protobuf, as Tiller writes it."""

    metadata: RecordMetadata
    body: str
