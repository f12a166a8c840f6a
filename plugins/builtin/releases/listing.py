"""``list``. Rules: pkg/tiller/release_list.go, pkg/releaseutil/sorter.go.

Status, name and revision of a release are in the labels of its record. Bodies are read for what labels do not tell, one
page of them at a time, and what they told is kept on disk: the next list reads the metadata of records alone. A record
that cannot be decoded is a row that says so; Helm leaves it out. Equal keys come in the order in which Go's sort leaves
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RecordNotFoundError, ReleaseError
from ....core.golib.sort import sort
from ....core.golib.strconv import quote
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import BY_CHART_NAME, BY_LAST_RELEASED, BY_NAME, ListResult
from .store import OWNER
from .summary import labelled, summarize
from .summary_cache import SummaryCache

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release_requests import ListRequest, ReleaseSummary
    from ....core.model.stored_record import RecordMetadata, StoredRecord
    from .context import ServiceContext

DEFAULT_LIMIT = 512
_SECOND = 1_000_000_000


_FEW = 32
"""So many records are read one by one; more in one go."""


class _Row:
    """A row of the list: what labels tell, until its record has been read."""

    __slots__ = ("is_whole", "metadata", "summary")

    def __init__(self, metadata: RecordMetadata, summary: ReleaseSummary | None) -> None:
        self.metadata = metadata
        self.is_whole = summary is not None
        self.summary = summary if summary is not None else labelled(metadata)

    def fill(self, summary: ReleaseSummary) -> None:
        """Note what the record says."""
        self.summary = summary
        self.is_whole = True


def list_releases(context: ServiceContext, request: ListRequest) -> ListResult:
    """One page of the revisions that match a request.

    Raises ReleaseError for an offset that there is not and a filter that is no regular expression; StorageError.
    """
    reader = _Reader(context, request)
    rows = _matching(reader, request)
    total = len(rows)
    _sort(reader, rows, request)
    if request.descending:
        rows.reverse()
    if request.offset:
        rows = rows[_offset(rows, request.offset) :]
    limit = request.limit or DEFAULT_LIMIT
    following = rows[limit].summary.name if len(rows) > limit else ""
    page = rows[:limit]
    reader.read(page)
    return ListResult(tuple(row.summary for row in page), following, total)


class _Reader:
    """Reads rows, bodies only where labels and what is kept on disk do not tell enough."""

    def __init__(self, context: ServiceContext, request: ListRequest) -> None:
        self._driver = context.store.driver
        self._statuses = request.statuses or (DEPLOYED,)
        self._labels = {"OWNER": OWNER}
        if len(self._statuses) == 1:
            self._labels["STATUS"] = self._statuses[0]
        self._by_labels = request.names_only and not request.namespace and request.sort_by in ("", BY_NAME)
        self._cache = SummaryCache(context)
        if not self._by_labels:
            context.kernel.defer(self._cache.save)

    def rows(self) -> list[_Row]:
        """All revisions whose labels have one of the wanted statuses, in the order of the store."""
        if self._by_labels:
            rows = [_Row(metadata, None) for metadata in self._driver.query_metadata(self._labels)]
        elif self._cache.is_empty():
            rows = [_Row(stored.metadata, self._summary(stored)) for stored in self._driver.scan(self._labels)]
            rows.sort(key=lambda row: row.metadata.key)
        else:
            found = self._driver.query_metadata(self._labels)
            rows = [_Row(metadata, self._cache.get(metadata)) for metadata in found]
        return [row for row in rows if row.summary.status in self._statuses]

    def read(self, rows: list[_Row]) -> None:
        """Make rows whole. A record that has gone meanwhile stays what its labels said."""
        missing = {row.metadata.key: row for row in rows if not row.is_whole}
        if self._by_labels or not missing:
            return
        for stored in self._records(missing):
            row = missing.get(stored.metadata.key)
            if row is not None:
                row.fill(self._summary(stored))

    def _records(self, missing: dict[str, _Row]) -> Iterator[StoredRecord]:
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


def _matching(reader: _Reader, request: ListRequest) -> list[_Row]:
    """The rows of a namespace (and those that cannot be decoded: it may be theirs) whose names match."""
    rows = reader.rows()
    if request.namespace:
        reader.read(rows)
        rows = [row for row in rows if row.summary.namespace == request.namespace or row.summary.damaged]
    if request.filter:
        from ....core.golib import regexp
        from ....core.golib.types import GoError

        try:
            pattern = regexp.compile(request.filter)
        except GoError as error:
            raise ReleaseError(str(error)) from None
        rows = [row for row in rows if pattern.match(row.summary.name)]
    return rows


def _sort(reader: _Reader, rows: list[_Row], request: ListRequest) -> None:
    if request.sort_by == BY_NAME:
        sort(rows, lambda row: row.summary.name)
    elif request.sort_by == BY_LAST_RELEASED:
        reader.read(rows)
        sort(rows, lambda row: (row.summary.updated or 0) // _SECOND)
    elif request.sort_by == BY_CHART_NAME:
        reader.read(rows)
        sort(rows, lambda row: row.summary.chart_name)


def _offset(rows: list[_Row], name: str) -> int:
    """Where the page begins: at the last row of that name."""
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].summary.name == name:
            return index
    raise ReleaseError(f"offset {quote(name)} not found")
