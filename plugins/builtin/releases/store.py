"""Releases in a store: which revision is the newest, which is deployed, and how a record is written.

Rules: pkg/storage/storage.go. What differs on purpose:

- Revisions are found by the labels of their records; bodies are read of those that are needed.
- An update says which version of the record it replaces, so that whoever lost a race changes nothing.
- A record that cannot be decoded is an error wherever its content decides what comes next; Helm leaves such records
  out and goes on with a wrong revision.
- A record that `repair` has set aside (label OWNER is ``DAMAGED``) takes part in nothing, but its number is not
  given again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import (
    DamagedRecordError,
    KubeError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
    ReleaseError,
    StorageError,
)
from ....core.golib.strconv import quote
from ....core.hapi import record
from ....core.hapi.releases import encode_release
from ....core.model.release import DELETED, DELETING, DEPLOYED, SUPERSEDED, record_key
from ....core.model.stored_record import StoredRecord
from . import absence, at_work
from .holder import holds_it, way_out
from .record_bodies import RecordBodies
from .rewording import reworded

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.model.stored_record import RecordMetadata
    from ....core.protocols import KernelView, StorageDriver

OWNER = "TILLER"
SET_ASIDE = "DAMAGED"
"""The label OWNER of records that `repair` has put aside."""

_MARGIN = 16 * 1024
"""Characters by which a record may grow between its first and its last writing: descriptions, times of chart hooks."""


def revision_of(metadata: RecordMetadata) -> int:
    """The revision that a record's key tells, else its label VERSION; 0 when neither does."""
    for text in (metadata.key.rpartition(".v")[2], metadata.label("VERSION")):
        if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
            return int(text)
    return 0


_MOST_DIGITS = 10
"""Of a revision: records have room for numbers below `_HIGHEST`."""

_HIGHEST = 2**31 - 1


def record_labels(release: Release) -> dict[str, str]:
    """The labels of a revision's record."""
    return {"NAME": release.name, "OWNER": OWNER, "STATUS": release.info.status, "VERSION": str(release.revision)}


class Revisions:
    """What the labels of a release's records tell: `rows` oldest first, and the highest number ever given.

    `place` says where they were looked for.
    """

    __slots__ = ("aside", "name", "place", "rows")

    def __init__(self, name: str, found: list[RecordMetadata], place: str) -> None:
        self.name = name
        self.place = place
        self.rows = sorted((row for row in found if row.label("OWNER") == OWNER), key=revision_of)
        self.aside = sorted((row for row in found if row.label("OWNER") == SET_ASIDE), key=revision_of)

    @property
    def newest(self) -> RecordMetadata:
        """The newest row. Raises RecordNotFoundError when the release has none."""
        if not self.rows:
            raise absence.no_release(self.name, self.place)
        return self.rows[-1]

    @property
    def next(self) -> int:
        """The number of the next revision. Raises ReleaseError when there is none that a record could hold."""
        highest = max((revision_of(row) for row in (*self.rows, *self.aside)), default=0)
        if highest >= _HIGHEST:
            raise ReleaseError(
                f"no revision can come after {highest}, the highest of {quote(self.name)}",
                hint=f"`pilothouse history {self.name}` shows what there is",
            )
        return highest + 1

    def deployed(self) -> list[RecordMetadata]:
        """The rows with the status DEPLOYED."""
        return [row for row in self.rows if row.label("STATUS") == DEPLOYED]


class _Seen:
    """How a record was when it was last read or written."""

    __slots__ = ("body", "status", "version")

    def __init__(self, metadata: RecordMetadata, body: str) -> None:
        self.version = metadata.version
        self.status = metadata.label("STATUS")
        self.body = body


class ReleaseStore:
    """The releases behind a storage driver, as one operation has seen them.

    `history_max` is how many revisions of a release are kept, 0 or less for all of them; `bodies` are those of records
    that other operations have read or written. Each operation has a store of its own: an update replaces the record
    that this operation has seen, whatever others have seen since.
    """

    def __init__(
        self, driver: StorageDriver, history_max: int, kernel: KernelView, bodies: RecordBodies | None = None
    ) -> None:
        self.driver = driver
        self._history_max = history_max
        self._kernel = kernel
        self._bodies = bodies if bodies is not None else RecordBodies()
        self._seen: dict[str, _Seen] = {}
        self._making: list[str] = []
        self._created: Release | None = None

    @property
    def _place(self) -> str:
        """Where the records are, by the names of the settings that say so."""
        storage, namespace = (self._kernel.setting(name) for name in ("storage", "tiller-namespace"))
        return f"the store {quote(storage)} (TILLER_STORAGE), namespace {quote(namespace)} (TILLER_NAMESPACE)"

    # --- reading ---

    def revisions(self, name: str) -> Revisions:
        """What is recorded of a release, by labels alone; empty when there is no such release."""
        return Revisions(name, self.driver.query_metadata({"NAME": name}), self._place)

    def records(self, name: str, limit: int) -> list[StoredRecord]:
        """The newest `limit` records of a release, newest first. Raises RecordNotFoundError when it has none."""
        if limit <= _FEW:
            revisions = self.revisions(name)
            newest_first = [revisions.newest, *revisions.rows[-2::-1]]
            return [self._stored(row) for row in newest_first[: max(limit, 0)]]
        found = self.driver.query({"NAME": name, "OWNER": OWNER})
        if not found:
            raise absence.no_release(name, self._place)
        found.sort(key=lambda stored: revision_of(stored.metadata), reverse=True)
        return found[:limit]

    def get(self, name: str, revision: int) -> Release:
        """A revision. Raises RecordNotFoundError, DamagedRecordError."""
        key = record_key(name, revision)
        try:
            stored = self.driver.get(key)
        except RecordNotFoundError as error:
            raise absence.no_revision(error, name) from error
        if stored.metadata.label("OWNER") == SET_ASIDE:
            raise RecordNotFoundError(
                f"release: {quote(key)} not found", details=("its record was damaged and has been set aside",)
            )
        return self._decoded(stored)

    def last(self, name: str, revisions: Revisions | None = None) -> Release:
        """The newest revision of any status.

        Raises RecordNotFoundError when there is none, DamagedRecordError when its record cannot be decoded.
        """
        revisions = revisions if revisions is not None else self.revisions(name)
        newest = revisions.newest
        try:
            return self.read(newest)
        except DamagedRecordError as error:
            if any(self._is_readable(row) for row in revisions.rows[:-1]):
                message = f"the newest record of release {quote(name)} cannot be decoded: {error.message}"
            else:
                message = f"no revision for release {quote(name)}"
            raise damaged(error, name, message) from error

    def deployed(self, name: str, revisions: Revisions | None = None) -> Release:
        """The newest revision that is deployed.

        Raises ReleaseError when there is none, DamagedRecordError when its record cannot be decoded.
        """
        revisions = revisions if revisions is not None else self.revisions(name)
        rows = revisions.deployed()
        message = f"{quote(name)} has no deployed releases"
        if not rows:
            raise absence.none_deployed(message, revisions)
        try:
            return self.read(rows[-1])
        except DamagedRecordError as error:
            raise damaged(error, name, message) from error

    def deployed_all(self, name: str) -> list[Release]:
        """Every revision that is deployed: a store may have several, where something went wrong."""
        return [self.read(row) for row in self.revisions(name).deployed()]

    def read(self, row: RecordMetadata) -> Release:
        """The revision of a row. Raises RecordNotFoundError, DamagedRecordError."""
        return self._decoded(self._stored(row))

    def _stored(self, row: RecordMetadata) -> StoredRecord:
        """The record of a row; one that was read or written before is asked for again only if it has changed."""
        body = self._bodies.get(row)
        stored = self.driver.get(row.key) if body is None else StoredRecord(row, body)
        self._see(stored.metadata, stored.body)
        return stored

    def _see(self, metadata: RecordMetadata, body: str) -> None:
        self._seen[metadata.key] = _Seen(metadata, body)
        self._bodies.put(metadata, body)

    def _decoded(self, stored: StoredRecord) -> Release:
        release = record.unpack(stored.body, stored.metadata.key)
        self._see(stored.metadata, stored.body)
        return release

    def _is_readable(self, row: RecordMetadata) -> bool:
        try:
            record.unpack(self._stored(row).body, row.key)
        except StorageError:
            return False
        return True

    # --- writing ---

    def check_size(self, release: Release) -> None:
        """Refuse a release whose record the store could not hold, before anything is done. RecordTooLargeError."""
        limit = self.driver.max_record_size
        if limit and len(encode_release(release)) * 4 // 3 + _MARGIN > limit:
            size = len(record.pack(release))
            if size + _MARGIN > limit:
                raise RecordTooLargeError(
                    f"the record of {release.key} takes {size} characters, the {self.driver.name} store holds {limit}",
                    details=(f"{_MARGIN} characters are left free for what the record gains until it is done",),
                    hint="leave large files out of the chart (.helmignore), or set PILOTHOUSE_RECORD_CHUNKS=true",
                )

    def has_created(self, release: Release) -> bool:
        """Whether the record of a new revision is one that this store has created; it may not have been told so.

        Raises StorageError, KubeError.
        """
        if release is self._created:
            return True
        body = record.pack(release)
        try:
            stored = self.driver.get(release.key)
        except RecordNotFoundError:
            return False
        if stored.body != body:
            return False
        self._created = release
        self._see(stored.metadata, body)
        return True

    def create(self, release: Release, *, prune: bool = True) -> None:
        """Store a new revision, having made room for it where the number of revisions is limited.

        Without `prune` the room is left for `prune` to make. Raises RecordExistsError when somebody else was first;
        then nothing has been changed.
        """
        body = record.pack(release)
        if prune:
            self.prune(release)
        at_work.begin(release.key)
        self._making.append(release.key)
        try:
            metadata = self.driver.create(release.key, body, record_labels(release))
        except RecordExistsError as error:
            metadata = self._own_record(release, body, error)
        self._created = release
        self._note(release, metadata, body)

    def _own_record(self, release: Release, body: str, error: RecordExistsError) -> RecordMetadata:
        """The record that exists if it is the one that was to be created (its answer was lost on the way)."""
        try:
            stored = self.driver.get(release.key)
        except RecordNotFoundError:
            raise error from None
        if stored.body == body:
            return stored.metadata
        raise taken(error, stored.metadata) from error

    def update(self, release: Release) -> None:
        """Replace the record of a revision, if it is still what it was when this store last read or wrote it.

        Raises RecordConflictError when somebody else has changed it, RecordNotFoundError when it is gone, or when this
        store has neither read nor written it: what is not known is not replaced.
        """
        key, body, labels = release.key, record.pack(release), record_labels(release)
        seen = self._seen.get(key)
        if seen is None:
            raise RecordNotFoundError(f"release: {quote(key)} not found")
        try:
            metadata = self.driver.update(key, body, labels, seen.version)
        except RecordConflictError as error:
            stored = self.driver.get(key)
            if stored.body == body:
                metadata = stored.metadata
            elif stored.body == seen.body:
                metadata = self.driver.update(key, body, labels, stored.metadata.version)
            else:
                raise changed(error, stored.metadata) from error
        self._note(release, metadata, body)

    def log_update(self, release: Release) -> None:
        """As `update`, but where only the store fails, say so and go on: the objects are as the release says.

        Raises RecordConflictError and RecordNotFoundError.
        """
        try:
            self.update(release)
        except (RecordConflictError, RecordNotFoundError):
            raise
        except (StorageError, KubeError) as error:
            self._kernel.warn(f"warning: Failed to update release {release.name}: {error.message}")
            self._kernel.warn(
                f"warning: the record of {release.key} does not say {release.info.status}; "
                f"`pilothouse release unlock {release.name}` mends that"
            )

    def supersede(self, release: Release) -> None:
        """Record that a newer revision has taken the place of this one, whatever else was noted in it meanwhile."""
        release.info.status = SUPERSEDED
        try:
            self.update(release)
        except RecordNotFoundError:
            return
        except RecordConflictError:
            now = self.get(release.name, release.revision)
            if now.info.status not in (SUPERSEDED, DELETING, DELETED):
                now.info.status = SUPERSEDED
                self.update(now)

    def share(self, release: Release) -> None:
        """Let others see what was noted in a fetched revision, in a store that hands out the revisions themselves."""
        share = getattr(self.driver, "share", None)
        if share is not None:
            body = record.pack(release)
            self._see(share(release.key, body), body)

    def delete(self, key: str) -> None:
        """Remove a record; one that is gone already is as good.

        Its version is kept in mind: an update of it, which Helm sends even then, finds nothing and makes nothing.
        """
        try:
            self.driver.delete(key)
        except RecordNotFoundError:
            return

    def let_go(self) -> None:
        """Note that the operation is over: nobody is at work any more on the revisions that it has made."""
        for key in self._making:
            at_work.end(key)

    def _note(self, release: Release, metadata: RecordMetadata, body: str) -> None:
        before = self._seen.get(release.key)
        self._see(metadata, body)
        self._seen[release.key].status = release.info.status
        self._kernel.tell(
            "helm_release_recorded", release=release, previous_status=before.status if before is not None else ""
        )

    def discard(self, release: Release) -> None:
        """Remove the record of a revision that this store has created, as if there had been none.

        Raises StorageError, KubeError.
        """
        self.delete(release.key)
        self._created = None
        if release.key in self._making:
            self._making.remove(release.key)
            at_work.end(release.key)

    def prune(self, release: Release, *, created: bool = False) -> None:
        """Where the number of revisions is limited, delete the oldest ones until there is room for a new one.

        The newest deployed one is never deleted, and without a deployed one nothing is. What cannot be deleted stays
        for the next time. Raises RecordExistsError when the new one is there already, unless it was `created`.
        """
        if self._history_max <= 0:
            return
        revisions = self.revisions(release.name)
        rows = [row for row in revisions.rows if row.key != release.key]
        if len(rows) < len(revisions.rows) and not created:
            own = next(row for row in revisions.rows if row.key == release.key)
            raise taken(RecordExistsError(f"release: {quote(own.key)} already exists"), own)
        surplus = len(rows) - (self._history_max - 1)
        deployed = revisions.deployed()
        if surplus <= 0 or not deployed:
            return
        for row in [row for row in rows if row.key != deployed[-1].key][:surplus]:
            try:
                self.delete(row.key)
            except (StorageError, KubeError):
                continue


_FEW = 3
"""Up to so many records are read one by one; more in one request."""


def damaged(error: DamagedRecordError, name: str, message: str) -> DamagedRecordError:
    """The error for an operation that needs a record that cannot be decoded; `message` is the operation's."""
    return DamagedRecordError(
        message,
        key=error.key,
        details=(f"the record {error.key} cannot be decoded: {error.message}",),
        hint=f"`pilothouse release repair {name}` puts damaged records aside without losing them",
    )


def taken(error: RecordExistsError, holder: RecordMetadata) -> RecordExistsError:
    """The error for a revision that somebody else has begun."""
    return reworded(error, error.message, details=(holds_it(holder),), hint=way_out(holder))


def changed(error: RecordConflictError, holder: RecordMetadata) -> RecordConflictError:
    """The error for a record that somebody else has changed since it was read."""
    return reworded(
        error,
        error.message,
        details=(f"somebody else has changed the record {holder.key} in the meantime", holds_it(holder)),
        hint=f"`pilothouse history {holder.label('NAME')}` shows what has become of it",
    )
