"""A revision as it is recorded. Rule: pkg/tiller/release_content.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .naming import check_release_name

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .context import ServiceContext


def content(context: ServiceContext, name: str, revision: int) -> Release:
    """The record of a revision, of the newest for 0 or less.

    Raises ReleaseError for an invalid name, RecordNotFoundError, DamagedRecordError.
    """
    check_release_name(name)
    if revision <= 0:
        return context.store.last(name)
    return context.store.get(name, revision)
