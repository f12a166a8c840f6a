"""What lists and histories show of a stored record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import DamagedRecordError
from ....core.hapi import record
from ....core.model.release import UNKNOWN
from ....core.model.release_requests import ReleaseSummary
from .store import revision_of

if TYPE_CHECKING:
    from ....core.model.stored_record import RecordMetadata, StoredRecord


def summarize(stored: StoredRecord) -> ReleaseSummary:
    """A row about a record; one that cannot be decoded gets its reason in `damaged`."""
    try:
        return record.unpack_summary(stored.body, stored.metadata.key)
    except DamagedRecordError as error:
        return labelled(stored.metadata).replace(damaged=error.message)


def labelled(metadata: RecordMetadata) -> ReleaseSummary:
    """A row with what the labels of a record tell."""
    name = metadata.label("NAME") or metadata.key.rpartition(".v")[0]
    return ReleaseSummary(name, revision_of(metadata), metadata.label("STATUS") or UNKNOWN)
