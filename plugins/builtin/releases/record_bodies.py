"""Bodies of records that were read or written lately, so that the next operation need not read them again."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.model.stored_record import RecordMetadata

MOST_CHARACTERS = 8 * 1024 * 1024
"""Characters of all bodies together."""


class RecordBodies:
    """The bodies of the records last used, each under the one state of the record that it belongs to.

    Safe for several threads. Records without a `version` are not kept: nothing would tell when they change.
    """

    __slots__ = ("_kept", "_lock", "_size")

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], str] = {}
        self._size = 0
        self._lock = allocate_lock()

    def get(self, metadata: RecordMetadata) -> str | None:
        """The body of a record in the state that its metadata tells, or None."""
        key = (metadata.key, metadata.uid, metadata.version)
        with self._lock:
            body = self._kept.pop(key, None)
            if body is not None:
                self._kept[key] = body
            return body

    def put(self, metadata: RecordMetadata, body: str) -> None:
        """Keep a body; those that were not used for longest make room for it."""
        if not metadata.version or len(body) > MOST_CHARACTERS:
            return
        key = (metadata.key, metadata.uid, metadata.version)
        with self._lock:
            self._size += len(body) - len(self._kept.pop(key, ""))
            self._kept[key] = body
            while self._size > MOST_CHARACTERS:
                self._size -= len(self._kept.pop(next(iter(self._kept))))
