"""The rows of a list: what labels tell of each record, and what its body says where labels do not tell enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RecordNotFoundError
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import BY_NAME
from .store import OWNER
from .summary import labelled, summarize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release_requests import ListRequest, ReleaseSummary
    from ....core.model.stored_record import RecordMetadata, StoredRecord
    from .context import ServiceContext

_FEW = 32
"""So many records are read one by one; more in one go."""

MOST_KEPT = 32 * 1024 * 1024
"""Characters of bodies that one list keeps for the pages to come; those of other rows are read again."""


class Row:
    """A row of the list: what labels tell, until its record has been read. `body` is kept only where it is wanted."""

    __slots__ = ("body", "is_whole", "metadata", "summary")

    def __init__(self, metadata: RecordMetadata, summary: ReleaseSummary | None) -> None:
        self.metadata = metadata
        self.body: str | None = None
        self.is_whole = summary is not None
        self.summary = summary if summary is not None else labelled(metadata)

    def fill(self, summary: ReleaseSummary) -> None:
        """Note what the record says."""
        self.summary = summary
        self.is_whole = True


class RowReader:
    """Reads rows, bodies only where labels and what is known of before do not tell enough.

    With `bodies` the rows are wanted with their bodies, as many as there is room for.
    """

    def __init__(self, context: ServiceContext, request: ListRequest, *, bodies: bool = False) -> None:
        self._driver = context.driver
        self._statuses = request.statuses or (DEPLOYED,)
        self._labels = {"OWNER": OWNER}
        has_true_labels = getattr(self._driver, "share", None) is None
        if len(self._statuses) == 1 and has_true_labels:
            self._labels["STATUS"] = self._statuses[0]
        self._by_labels = (
            has_true_labels
            and request.names_only
            and not bodies
            and not request.namespace
            and request.sort_by in ("", BY_NAME)
        )
        self._is_selective = bool(request.filter or request.offset or request.namespace)
        self._limit = request.limit
        self._found = 0
        self._room = MOST_KEPT if bodies else 0
        self._cache = context.summaries
        if not self._by_labels:
            context.kernel.defer(self._cache.save)

    def rows(self) -> list[Row]:
        """All revisions whose labels have one of the wanted statuses, in the order of the store."""
        if self._by_labels:
            rows = [Row(metadata, None) for metadata in self._driver.query_metadata(self._labels)]
        elif self._cache.is_empty() or (self._room and not self._wants_few(len(self._cache))):
            rows = [self._filled(stored) for stored in self._driver.scan(self._labels)]
            rows.sort(key=lambda row: row.metadata.key)
        else:
            found = self._driver.query_metadata(self._labels)
            rows = [Row(metadata, self._cache.get(metadata)) for metadata in found]
        self._found = len(rows)
        self._cache.settle([row.metadata for row in rows])
        return [row for row in rows if row.summary.status in self._statuses]

    def read(self, rows: list[Row]) -> None:
        """Make rows whole. A record that has gone meanwhile stays what its labels said."""
        missing = {row.metadata.key: row for row in rows if not row.is_whole}
        if self._by_labels or not missing:
            return
        for stored in self._records(missing):
            row = missing.get(stored.metadata.key)
            if row is not None:
                row.fill(self._summary(stored))
                self._keep(row, stored)

    def fetch(self, rows: list[Row]) -> None:
        """Read the bodies of rows in one go where most of all records are wanted; else `body` reads one by one."""
        missing = {row.metadata.key: row for row in rows if row.body is None}
        if len(missing) > _FEW and len(missing) * 2 > self._found:
            for stored in self._driver.scan(self._labels):
                row = missing.get(stored.metadata.key)
                if row is not None:
                    self._keep(row, stored)

    def _wants_few(self, known: int) -> bool:
        """Whether a request is likely to want few of the records, of which so many are known."""
        return self._is_selective or 0 < self._limit * 2 < known

    def body(self, row: Row) -> str | None:
        """The body of a row, which lets go of it; None when the record has gone or is damaged by now."""
        if row.body is not None:
            body, row.body = row.body, None
            return body
        try:
            stored = self._driver.get(row.metadata.key)
        except RecordNotFoundError:
            return None
        is_known = stored.metadata.version == row.metadata.version and bool(row.metadata.version)
        return stored.body if is_known or not summarize(stored).damaged else None

    def _filled(self, stored: StoredRecord) -> Row:
        row = Row(stored.metadata, self._cache.get(stored.metadata))
        if not row.is_whole:
            row.fill(self._summary(stored))
        self._keep(row, stored)
        return row

    def _keep(self, row: Row, stored: StoredRecord) -> None:
        """Keep a body as long as there is room for it."""
        if len(stored.body) <= self._room and stored.metadata.version == row.metadata.version:
            self._room -= len(stored.body)
            row.body = stored.body

    def _records(self, missing: dict[str, Row]) -> Iterator[StoredRecord]:
        if len(missing) > _FEW:
            yield from self._driver.scan(self._labels)
            return
        for key in missing:
            try:
                yield self._driver.get(key)
            except RecordNotFoundError:
                continue

    def _summary(self, stored: StoredRecord) -> ReleaseSummary:
        summary = summarize(stored)
        self._cache.put(stored.metadata, summary)
        return summary
