"""The revisions of a release, newest first. Rule: pkg/tiller/release_history.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.hapi import record
from .naming import check_release_name
from .summary import summarize

if TYPE_CHECKING:
    from ....core.model.release_requests import ReleaseSummary
    from .context import ServiceContext


def history(context: ServiceContext, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
    """The newest `limit` revisions (none for 0 or less); damaged ones say so instead of being left out.

    Raises ReleaseError for an invalid name, RecordNotFoundError when there is no such release.
    """
    check_release_name(name)
    return tuple([summarize(stored) for stored in context.store.records(name, limit)])


def history_records(context: ServiceContext, name: str, limit: int) -> tuple[bytes, ...]:
    """As `history`, whole revisions as on the wire; damaged ones are left out, as Tiller does."""
    check_release_name(name)
    messages = []
    for stored in context.store.records(name, limit):
        if not summarize(stored).damaged:
            messages.append(record.unpack_message(stored.body, stored.metadata.key))
    return tuple(messages)
