"""The revisions of a release, newest first. Rule: pkg/tiller/release_history.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    records = context.store.records(name, limit)
    return tuple(summarize(record) for record in records)
