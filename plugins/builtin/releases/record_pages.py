"""Whole revisions for those who list them over the wire: the message in each record as it is, in pages.

Nothing is decoded but what filters and sorting need. Bodies stay packed until their page is due, and at most
`list_rows.MOST_KEPT` characters of them are held; one page is what is held unpacked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import DamagedRecordError
from ....core.hapi import record
from ....core.model.release_requests import RecordPage
from .list_rows import RowReader
from .listing import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release_requests import ListRequest
    from .context import ServiceContext
    from .listing import Selection

MOST_BYTES = 20 * 1024 * 1024
"""Bytes of the longest message. Rule: maxMsgSize in pkg/tiller/server.go."""

_NUMBERS = 64
"""Bytes of a page's other fields, but for the text of `next`."""


def list_records(context: ServiceContext, request: ListRequest) -> Iterator[RecordPage]:
    """The pages of the revisions that match; see `ReleaseService.list_records`. Errors are those of `list_releases`."""
    reader = RowReader(context, request, bodies=True)
    selection = select(reader, request, damaged=False)
    reader.fetch(selection.rows)
    return _pages(context, selection, _messages(reader, selection))


def _messages(reader: RowReader, selection: Selection) -> Iterator[bytes]:
    """The message of each row, as long as there is one."""
    for row in selection.rows:
        body = reader.body(row)
        if body is None:
            continue
        try:
            yield record.unpack_message(body, row.metadata.key)
        except DamagedRecordError:
            continue


def _pages(context: ServiceContext, selection: Selection, messages: Iterator[bytes]) -> Iterator[RecordPage]:
    with context:
        yield from _filled(selection, messages)


def _filled(selection: Selection, messages: Iterator[bytes]) -> Iterator[RecordPage]:
    """Pages as full as a message may be."""
    room = MOST_BYTES - _NUMBERS - len(selection.next.encode("utf-8", "surrogateescape"))
    total, count = selection.total, len(selection.rows)
    page: list[bytes] = []
    left = room
    for message in messages:
        size = len(message) + _frame(len(message))
        if size > left and page:
            yield RecordPage(tuple(page), selection.next, total, count)
            page, left = [], room
        page.append(message)
        left -= size
    if page:
        yield RecordPage(tuple(page), selection.next, total, count)


def _frame(length: int) -> int:
    """The bytes before a message in a list: its tag and its length."""
    return 1 + max(1, -(-length.bit_length() // 7))
