"""Going over to the newest key: each record is read, encrypted anew, and put in the place of what was read.

It may be stopped and begun again at any time: what has the newest key already is left alone. A record that somebody
else writes meanwhile is read again. One of an operation that may be at work is left for the next time: who holds a
release is known by who wrote its record last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import DamagedRecordError, RecordConflictError, RecordNotFoundError
from ....core.model.release import DELETING, PENDING
from . import envelope

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.stored_record import RecordMetadata
    from .records import EncryptedRecords

_LABELS = ("NAME", "OWNER", "STATUS", "VERSION")
_AT_WORK = PENDING | {DELETING}
_ROUNDS = 20


class Rekeyed:
    """What has become of the records: how many were rewritten, had the newest key already, or could not be."""

    def __init__(self) -> None:
        self.rewritten = 0
        self.current = 0
        self.left: list[tuple[str, str]] = []
        """Keys of records that are as they were, and why."""


def rekey(driver: EncryptedRecords, say: Callable[[str], None], *, dry_run: bool) -> Rekeyed:
    """Bring all records of a store under the newest key, or only say which would be.

    Raises StorageError, KubeError; what is done until then is done.
    """
    result = Rekeyed()
    for row in driver.inner.query_metadata({"OWNER": "TILLER"}):
        try:
            _rekey_one(driver, row, result, say, dry_run=dry_run)
        except RecordNotFoundError:
            continue
        except DamagedRecordError as error:
            result.left.append((row.key, error.message))
    return result


def _rekey_one(
    driver: EncryptedRecords, row: RecordMetadata, result: Rekeyed, say: Callable[[str], None], *, dry_run: bool
) -> None:
    newest = driver.keys.newest
    for _ in range(_ROUNDS):
        stored = driver.inner.get(row.key)
        body, status = driver.opened(stored), stored.metadata.label("STATUS")
        found = envelope.parse(stored.body)
        if found is not None and found.key_id == newest.id:
            result.current += 1
            return
        if found is None and not driver.reads_plain:
            raise DamagedRecordError("it is not encrypted, and no release", key=row.key)
        if status in _AT_WORK:
            result.left.append((row.key, f"an operation may be at work on it ({status})"))
            return
        if not dry_run:
            labels = {name: stored.metadata.label(name) for name in _LABELS}
            text = envelope.seal(newest, row.key, body)
            try:
                driver.inner.update(row.key, text, labels, stored.metadata.version)
            except RecordConflictError:
                continue
        before = "not encrypted" if found is None else f"key {found.key_id}"
        say(f"{row.key}: {before}, {'would get' if dry_run else 'now has'} key {newest.id}")
        result.rewritten += 1
        return
    result.left.append((row.key, "others write it all the time"))
