"""``list``. Rules: pkg/tiller/release_list.go, pkg/releaseutil/sorter.go.

Status, name and revision of a release are in the labels of its record. What else a list shows is read from the bodies
the first time and kept (see `summary_cache`): the next list reads the metadata of records alone. A record that cannot
be decoded is a row that says so; Helm leaves it out. Equal keys come in the order in which Go's sort leaves them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ReleaseError
from ....core.golib.sort import sort
from ....core.golib.strconv import quote
from ....core.model.release_requests import BY_CHART_NAME, BY_LAST_RELEASED, BY_NAME, ListResult
from .list_rows import RowReader

if TYPE_CHECKING:
    from ....core.model.release_requests import ListRequest
    from .context import ServiceContext
    from .list_rows import Row

DEFAULT_LIMIT = 512


def list_releases(context: ServiceContext, request: ListRequest) -> ListResult:
    """One page of the revisions that match a request.

    Raises ReleaseError for an offset that there is not and a filter that is no regular expression; StorageError.
    """
    reader = RowReader(context, request)
    selection = select(reader, request)
    reader.read(selection.rows)
    return ListResult(tuple([row.summary for row in selection.rows]), selection.next, selection.total)


class Selection:
    """The rows of the page that a request asks for, how many rows match in all, and where the next page begins."""

    __slots__ = ("next", "rows", "total")

    def __init__(self, rows: list[Row], following: str, total: int) -> None:
        self.rows = rows
        self.next = following
        self.total = total


def select(reader: RowReader, request: ListRequest, *, damaged: bool = True) -> Selection:
    """Filter, sort and cut the rows of a reader, those of `damaged` records among them or not.

    Raises ReleaseError, StorageError.
    """
    if request.limit < 0:
        raise ReleaseError(f"invalid limit {request.limit}")
    rows = _matching(reader, request)
    if not damaged:
        reader.read(rows)
        rows = [row for row in rows if row.is_whole and not row.summary.damaged]
    total = len(rows)
    _sort(reader, rows, request)
    if request.descending:
        rows.reverse()
    if request.offset:
        rows = rows[_offset(rows, request.offset) :]
    limit = request.limit or DEFAULT_LIMIT
    following = rows[limit].summary.name if len(rows) > limit else ""
    return Selection(rows[:limit], following, total)


def _matching(reader: RowReader, request: ListRequest) -> list[Row]:
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


def _sort(reader: RowReader, rows: list[Row], request: ListRequest) -> None:
    if request.sort_by == BY_NAME:
        sort(rows, lambda row: row.summary.name)
    elif request.sort_by == BY_LAST_RELEASED:
        reader.read(rows)
        # Helm looks at whole seconds, and leaves the order within one to its way of sorting.
        sort(rows, lambda row: row.summary.updated or 0)
    elif request.sort_by == BY_CHART_NAME:
        reader.read(rows)
        sort(rows, lambda row: row.summary.chart_name)


def _offset(rows: list[Row], name: str) -> int:
    """Where the page begins: at the last row of that name."""
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].summary.name == name:
            return index
    raise ReleaseError(f"offset {quote(name)} not found")
