"""What lists show of records, kept on disk: a record that has not changed since need not be read again.

Only stores whose records have a `uid` and a `version` take part; both together name one state of one record for ever.
What is kept is what `list` prints: names, versions and times, never values or manifests.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.model.release_requests import ReleaseSummary

if TYPE_CHECKING:
    from ....core.model.stored_record import RecordMetadata
    from .context import ServiceContext

_FORMAT = 1
_MOST = 10_000


class SummaryCache:
    """The summaries of the stores that one choice of cluster and namespace leads to, in a file of the cache folder."""

    __slots__ = ("_changed", "_found", "_path", "_used")

    def __init__(self, context: ServiceContext) -> None:
        self._found: dict[str, list[Any]] | None = None
        self._used: set[str] = set()
        self._changed = False
        self._path = ""
        directory = context.kernel.settings.cache_directory()
        if directory:
            import zlib

            chosen = [context.kernel.setting(name) for name in ("cluster", "kube-context", "kubeconfig")]
            place = [*chosen, os.environ.get("KUBECONFIG", ""), context.namespace, context.store.driver.name]
            identity = "\n".join(place).encode("utf-8", "surrogateescape")
            self._path = os.path.join(directory, "releases", f"{zlib.crc32(identity):08x}.json")

    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._known()

    def get(self, metadata: RecordMetadata) -> ReleaseSummary | None:
        """The summary of a record in the state that its metadata tells, or None."""
        key = _key(metadata)
        fields = self._known().get(key)
        self._used.add(key)
        try:
            return ReleaseSummary(*fields) if fields is not None else None
        except TypeError:
            return None

    def put(self, metadata: RecordMetadata, summary: ReleaseSummary) -> None:
        """Keep a summary. One of a damaged record is not kept."""
        if self._path and metadata.uid and metadata.version and not summary.damaged:
            key = _key(metadata)
            self._known()[key] = list(summary)
            self._used.add(key)
            self._changed = True

    def save(self) -> None:
        """Write what was added. A cache that has grown too large begins anew with what this run has seen."""
        if not self._changed:
            return
        import json

        from ....core import private_files

        known = self._known()
        kept = known if len(known) <= _MOST else {key: known[key] for key in known if key in self._used}
        private_files.write(self._path, json.dumps([_FORMAT, kept], separators=(",", ":")).encode())

    def _known(self) -> dict[str, list[Any]]:
        if self._found is None:
            self._found = self._read()
        return self._found

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


def _key(metadata: RecordMetadata) -> str:
    """What names one state of one record for ever."""
    return f"{metadata.uid}/{metadata.version}"
