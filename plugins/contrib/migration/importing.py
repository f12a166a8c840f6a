"""Taking over releases of Helm 3: everything is read, converted and checked first, then written.

A release that was exported and that nobody has changed comes back as it was. As an export, an import may be stopped and
run again, and changes nothing on the side that it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import (
    DamagedRecordError,
    PilothouseError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
    ReleaseError,
    ReleaseNotFoundError,
    StorageError,
)
from ....core.golib.strconv import quote
from ....core.hapi import record
from ....core.hapi.releases import encode_release
from ....core.model.release import DELETING, PENDING
from ....core.record import Record
from .helm2_remainder import restored
from .helm3_release import read_release
from .import_notes import import_notes
from .release_store import labels_in, record_labels

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.model.stored_record import StoredRecord
    from ....core.protocols import StorageDriver
    from .helm3_store import Helm3Revision, Helm3Store

_AT_WORK = PENDING | {DELETING}

WRITTEN, REPLACED, PRESENT = "write", "replace", "is there"


class ImportOptions(Record):
    """How much to import (`revisions` of each release, 0 for all), and whether other records may be written over."""

    revisions: int = 0
    overwrite: bool = False


class ImportedRevision:
    """A revision as it is to be stored: `action` is WRITTEN, REPLACED (of the record `there`) or PRESENT."""

    __slots__ = ("action", "body", "release", "there")

    def __init__(self, release: Release, body: str, action: str, there: StoredRecord | None) -> None:
        self.release = release
        self.body = body
        self.action = action
        self.there = there


class ImportedRelease:
    """A release as it is to be stored: its revisions, oldest first, and what is to be known about it."""

    __slots__ = ("name", "notes", "revisions")

    def __init__(self, name: str) -> None:
        self.name = name
        self.revisions: list[ImportedRevision] = []
        self.notes: list[str] = []


class Importer:
    """Prepares and writes imports into a release store."""

    def __init__(self, store: Helm3Store, driver: StorageDriver, namespace: str, options: ImportOptions) -> None:
        self._store = store
        self._driver = driver
        self._namespace = namespace
        self._options = options

    def names(self) -> list[str]:
        """The names of all releases that Helm 3 has in the namespace."""
        return list(dict.fromkeys(each.name for each in self._store.revisions(self._namespace)))

    def prepare(self, name: str) -> ImportedRelease:
        """What an import of a release would store. Raises ReleaseError for what cannot be imported, StorageError."""
        found = self._store.revisions(self._namespace, name)
        if not found:
            raise ReleaseNotFoundError(
                f"release: {quote(name)} not found",
                details=(f"Helm 3 has no {self._store.resource.kind} of it in namespace {quote(self._namespace)}",),
                hint="--namespace names the namespace of the release; HELM_DRIVER=configmap reads ConfigMaps",
            )
        found = found[-self._options.revisions :] if self._options.revisions > 0 else found
        there = self._there(name, found[-1].revision)
        imported = ImportedRelease(name)
        for revision in found:
            release, whole = self._read(revision)
            imported.revisions.append(self._prepared(release, there.get(release.key)))
        imported.notes += import_notes(found[-1].document(), release, whole=whole)
        if release.info.status in _AT_WORK:
            raise ReleaseError(
                f"release {quote(name)} is {release.info.status} in Helm 3",
                hint="finish it there first: `helm rollback` to a revision that was deployed",
            )
        return imported

    def write(self, imported: ImportedRelease) -> None:
        """Store a release, the oldest revision first. When that fails, what was written is taken back.

        Raises StorageError, which says so, or what is left.
        """
        done: list[ImportedRevision] = []
        for revision in imported.revisions:
            try:
                self._write(revision, done)
            except PilothouseError as error:
                raise StorageError(
                    f"storing {revision.release.key} failed: {error.message}",
                    details=(*error.details, self._taken_back(done)),
                    hint=error.hint or "the same command may be run again",
                ) from error

    def _write(self, revision: ImportedRevision, done: list[ImportedRevision]) -> None:
        key, labels = revision.release.key, record_labels(revision.release)
        if revision.action == WRITTEN:
            done.append(revision)
            self._driver.create(key, revision.body, labels)
        elif revision.there is not None and revision.action == REPLACED:
            self._driver.update(key, revision.body, labels, revision.there.metadata.version)
            done.append(revision)

    def _taken_back(self, done: list[ImportedRevision]) -> str:
        """Delete what was created and put back what was replaced; a sentence about what is stored then."""
        left = []
        for each in reversed(done):
            key = each.release.key
            try:
                if self._driver.get(key).body != each.body:
                    continue
                if each.there is None:
                    self._driver.delete(key)
                else:
                    self._driver.update(key, each.there.body, labels_in(each.there.metadata))
            except RecordNotFoundError:
                continue
            except PilothouseError:
                left.append(key)
        return f"records that are left of it: {', '.join(left)}" if left else "nothing of it is left in the store"

    def _read(self, revision: Helm3Revision) -> tuple[Release, bool]:
        """A revision, and whether it is one that has come back as it was."""
        document = revision.document()
        try:
            plain = read_release(document)
            if (plain.name, plain.revision) != (revision.name, revision.revision):
                raise DamagedRecordError(f"it is the record of {plain.key}")
            if plain.namespace != self._namespace:
                raise DamagedRecordError("it is of another namespace")
            whole = restored(document, plain)
        except DamagedRecordError as error:
            raise DamagedRecordError(
                f"the Helm 3 record {revision.key} cannot be imported: {error.message}", key=revision.key
            ) from None
        return (plain, False) if whole is None else (whole, True)

    def _there(self, name: str, newest: int) -> dict[str, StoredRecord]:
        """The records that the store has of a release of that name."""
        stored = {each.metadata.key: each for each in self._driver.query({"NAME": name})}
        if stored:
            self._check_namespace(name, max(stored.values(), key=lambda each: _revision_of(each.metadata.key)))
        later = [key for key in stored if _revision_of(key) > newest]
        if later:
            raise RecordExistsError(
                f"the store has {', '.join(sorted(later))}",
                details=(f"the newest revision of Helm 3 is {newest}: it has gone on here, or is another release",),
            )
        return stored

    def _check_namespace(self, name: str, newest: StoredRecord) -> None:
        """Refuse to mix two releases of one name. Raises RecordExistsError, DamagedRecordError."""
        namespace = record.unpack(newest.body, newest.metadata.key).namespace
        if namespace != self._namespace:
            raise RecordExistsError(
                f"a release named {name} already exists in namespace {namespace}",
                details=("a name is taken once here, whatever the namespace",),
                hint="TILLER_NAMESPACE or TILLER_STORAGE may name another store for the second one",
            )

    def _prepared(self, release: Release, there: StoredRecord | None) -> ImportedRevision:
        body = record.pack(release)
        limit = self._driver.max_record_size
        if limit and len(body) > limit:
            raise RecordTooLargeError(
                f"the record of {release.key} takes {len(body)} characters, {self._driver.name} holds {limit}",
                hint="TILLER_STORAGE=sql holds any, PILOTHOUSE_RECORD_CHUNKS=true divides records",
            )
        if there is None:
            return ImportedRevision(release, body, WRITTEN, None)
        if _is_same(there, release):
            return ImportedRevision(release, body, PRESENT, there)
        if not self._options.overwrite:
            raise RecordExistsError(
                f"a release named {release.name} already exists",
                details=(f"its revision {release.revision} is not the one that is to be imported",),
                hint="--overwrite puts the imported revisions in the place of those with the same numbers",
            )
        return ImportedRevision(release, body, REPLACED, there)


def _is_same(there: StoredRecord, release: Release) -> bool:
    try:
        return encode_release(record.unpack(there.body, release.key)) == encode_release(release)
    except DamagedRecordError:
        return False


def _revision_of(key: str) -> int:
    digits = key.rpartition(".v")[2]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 10 else 0
