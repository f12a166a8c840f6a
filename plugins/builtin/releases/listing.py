"""``list``. Rules: pkg/tiller/release_list.go, pkg/releaseutil/sorter.go.

Status, name and revision of a release are in the labels of its record, so bodies are taken apart for what labels do
not tell, and where nothing hangs on it for the asked-for page alone. A record that cannot be decoded is a row that says
so; Helm leaves it out. Equal keys come in the order in which Go's sort leaves them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ReleaseError
from ....core.golib.sort import sort
from ....core.golib.strconv import quote
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import BY_CHART_NAME, BY_LAST_RELEASED, BY_NAME, ListResult
from .store import OWNER
from .summary import labelled, summarize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.model.release_requests import ListRequest, ReleaseSummary
    from ....core.model.stored_record import RecordMetadata, StoredRecord
    from .context import ServiceContext

DEFAULT_LIMIT = 512
_SECOND = 1_000_000_000


class _Row:
    """A row of the list: what labels tell, and the record for the rest (None where only labels were read)."""

    __slots__ = ("_stored", "summary")

    def __init__(self, metadata: RecordMetadata, stored: StoredRecord | None) -> None:
        self.summary = labelled(metadata)
        self._stored = stored

    def read(self) -> ReleaseSummary:
        """The whole row."""
        if self._stored is not None:
            self.summary = summarize(self._stored)
            self._stored = None
        return self.summary


def list_releases(context: ServiceContext, request: ListRequest) -> ListResult:
    """One page of the revisions that match a request.

    Raises ReleaseError for an offset that there is not and a filter that is no regular expression; StorageError.
    """
    rows = _matching(_rows(context, request), request)
    total = len(rows)
    _sort(rows, request)
    if request.descending:
        rows.reverse()
    if request.offset:
        rows = rows[_offset(rows, request.offset) :]
    limit = request.limit or DEFAULT_LIMIT
    following = rows[limit].summary.name if len(rows) > limit else ""
    return ListResult(tuple(row.read() for row in rows[:limit]), following, total)


def _rows(context: ServiceContext, request: ListRequest) -> list[_Row]:
    """All revisions whose labels have one of the wanted statuses, in the order of the store."""
    statuses = request.statuses or (DEPLOYED,)
    labels = {"OWNER": OWNER}
    if len(statuses) == 1:
        labels["STATUS"] = statuses[0]
    driver = context.store.driver
    by_labels = request.names_only and not request.namespace and request.sort_by in ("", BY_NAME)
    rows: Iterable[_Row]
    if by_labels:
        rows = (_Row(metadata, None) for metadata in driver.query_metadata(labels))
    else:
        rows = (_Row(stored.metadata, stored) for stored in driver.query(labels))
    return [row for row in rows if row.summary.status in statuses]


def _matching(rows: list[_Row], request: ListRequest) -> list[_Row]:
    """The rows of a namespace (and those that cannot be decoded: it may be theirs) whose names match."""
    if request.namespace:
        rows = [row for row in rows if row.read().namespace == request.namespace or row.summary.damaged]
    if request.filter:
        from ....core.golib import regexp
        from ....core.golib.types import GoError

        try:
            pattern = regexp.compile(request.filter)
        except GoError as error:
            raise ReleaseError(str(error)) from None
        rows = [row for row in rows if pattern.match(row.summary.name)]
    return rows


def _sort(rows: list[_Row], request: ListRequest) -> None:
    if request.sort_by == BY_NAME:
        sort(rows, lambda row: row.summary.name)
    elif request.sort_by == BY_LAST_RELEASED:
        sort(rows, lambda row: (row.read().updated or 0) // _SECOND)
    elif request.sort_by == BY_CHART_NAME:
        sort(rows, lambda row: row.read().chart_name)


def _offset(rows: list[_Row], name: str) -> int:
    """Where the page begins: at the last row of that name."""
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].summary.name == name:
            return index
    raise ReleaseError(f"offset {quote(name)} not found")
