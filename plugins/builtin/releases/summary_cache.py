"""What lists show of records, kept in memory and on disk: a record that has not changed since need not be read again.

Only stores whose records have a `uid` and a `version` take part; both together name one state of one record for ever.
What is kept is what `list` prints: names, versions and times, never values or manifests. Of each record one state is
kept; when there are many more than a list has found, those that it has not found are forgotten.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from ....core.model.release_requests import ReleaseSummary

if TYPE_CHECKING:
    from ....core.model.stored_record import RecordMetadata
    from .connections import Connections

_FORMAT = 2
_MOST = 10_000
"""Up to so many states are kept, whatever lists find."""

_PAUSE = 60.0
"""Seconds after which the file is written again by a process that goes on: until then its memory does."""


class SummaryCache:
    """The summaries of the stores that one choice of cluster and namespace leads to, in a file of the cache folder.

    Safe for several threads.
    """

    __slots__ = ("_changed", "_found", "_lock", "_path", "_saved")

    def __init__(self, connections: Connections) -> None:
        self._found: dict[str, list[Any]] | None = None
        self._lock = allocate_lock()
        self._changed = False
        self._saved = float("-inf")
        self._path = ""
        kernel = connections.kernel
        directory = kernel.settings.cache_directory()
        if directory:
            import zlib

            chosen = [kernel.setting(name) for name in ("cluster", "kube-context", "kubeconfig")]
            place = [*chosen, os.environ.get("KUBECONFIG", ""), connections.namespace, connections.driver.name]
            identity = "\n".join(place).encode("utf-8", "surrogateescape")
            self._path = os.path.join(directory, "releases", f"{zlib.crc32(identity):08x}.json")

    def __len__(self) -> int:
        """How many records it has a summary of."""
        return len(self._known())

    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._known()

    def get(self, metadata: RecordMetadata) -> ReleaseSummary | None:
        """The summary of a record in the state that its metadata tells, or None."""
        found = self._known().get(metadata.uid)
        if found is None or not metadata.version:
            return None
        try:
            version, *fields = found
            return ReleaseSummary(*fields) if version == metadata.version else None
        except (TypeError, ValueError):
            return None

    def put(self, metadata: RecordMetadata, summary: ReleaseSummary) -> None:
        """Keep a summary. One of a damaged record is not kept."""
        if metadata.uid and metadata.version and not summary.damaged:
            self._known()[metadata.uid] = [metadata.version, *summary]
            self._changed = True

    def settle(self, rows: list[RecordMetadata]) -> None:
        """After a list that found `rows`: when far more is kept, forget everything else."""
        known = self._known()
        if len(known) > max(_MOST, 2 * len(rows)):
            with self._lock:
                self._found = {row.uid: known[row.uid] for row in rows if row.uid in known}
                self._changed = True

    def save(self) -> None:
        """Write what was added, unless that was done a moment ago."""
        if not (self._changed and self._path) or monotonic() < self._saved + _PAUSE:
            return
        with self._lock:
            if not self._changed:
                return
            import json

            from ....core import private_files

            self._changed = False
            self._saved = monotonic()
            content = json.dumps([_FORMAT, self._known().copy()], separators=(",", ":"))
        private_files.write(self._path, content.encode())

    def _known(self) -> dict[str, list[Any]]:
        known = self._found
        if known is None:
            read = self._read()
            with self._lock:
                if self._found is None:
                    self._found = read
                known = self._found
        return known

    def _read(self) -> dict[str, list[Any]]:
        from ....core import private_files

        content = private_files.read(self._path) if self._path else None
        if content is None:
            return {}
        import json

        try:
            form, found = json.loads(content)
        except (ValueError, TypeError, RecursionError):
            return {}
        return found if form == _FORMAT and isinstance(found, dict) else {}
