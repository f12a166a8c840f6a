"""``release repair``: put records that cannot be decoded out of the way, without losing them.

Such a record keeps its key and its content; only its label OWNER changes from ``TILLER`` to ``DAMAGED``. So neither we
nor a Tiller take it for a revision any more, and its number is not given again: the next revision is counted from it
(a Tiller would count from the newest readable one and find the key taken, until the record is deleted or moved).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import DamagedRecordError, RecordNotFoundError
from ....core.golib.strconv import quote
from ....core.hapi import record
from ....core.model.release import DEPLOYED, SUPERSEDED
from ....core.model.release_requests import RepairResult
from .naming import check_release_name
from .store import OWNER, SET_ASIDE, revision_of

if TYPE_CHECKING:
    from ....core.model.release_requests import RepairRequest
    from ....core.model.stored_record import RecordMetadata, StoredRecord
    from .context import ServiceContext


def repair(context: ServiceContext, request: RepairRequest) -> RepairResult:
    """Find the damaged records of a release and set them aside, unless `dry_run`.

    Raises ReleaseError for an invalid name, RecordNotFoundError when there is no such release, StorageError.
    """
    check_release_name(request.name)
    stored = context.store.driver.query({"NAME": request.name, "OWNER": OWNER})
    if not stored:
        raise RecordNotFoundError(f"release: {quote(request.name)} not found")
    stored.sort(key=lambda one: revision_of(one.metadata))
    problems = [(one, problem) for one in stored if (problem := _problem(one))]
    if not problems:
        return RepairResult((), (f"no record of {request.name} is damaged",))
    actions = []
    for one, _ in problems:
        if not request.dry_run:
            _set_aside(context, request.name, one)
        verb = "would be" if request.dry_run else "is"
        actions.append(f"{one.metadata.key} {verb} set aside (label OWNER={SET_ASIDE}); its content is kept")
    readable = [one.metadata for one in stored if one not in [damaged for damaged, _ in problems]]
    actions.append(_what_next(request.name, readable))
    return RepairResult(tuple((one.metadata.key, problem) for one, problem in problems), tuple(actions))


def _problem(stored: StoredRecord) -> str:
    try:
        record.unpack(stored.body, stored.metadata.key)
    except DamagedRecordError as error:
        return error.message
    return ""


def _set_aside(context: ServiceContext, name: str, stored: StoredRecord) -> None:
    metadata = stored.metadata
    labels = {
        "NAME": name,
        "OWNER": SET_ASIDE,
        "STATUS": metadata.label("STATUS"),
        "VERSION": str(revision_of(metadata)),
    }
    context.store.driver.update(metadata.key, stored.body, labels, metadata.version)


def _what_next(name: str, readable: list[RecordMetadata]) -> str:
    """What the user may do when the damaged records are out of the way."""
    if not readable:
        return f"no readable record of {name} is left; its objects, if it has any, stay in the cluster"
    newest = readable[-1]
    if any(row.label("STATUS") == DEPLOYED for row in readable):
        return f"revision {revision_of(newest)} is now the newest one ({newest.label('STATUS')})"
    good = next((row for row in reversed(readable) if row.label("STATUS") == SUPERSEDED), newest)
    return (
        f"no readable revision is deployed: `pilothouse rollback {name} {revision_of(good)}` makes "
        f"{'the newest one' if good is newest else 'the newest one that was'} the deployed one"
    )
