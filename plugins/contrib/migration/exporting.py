"""Going over to Helm 3: everything is read, converted and checked first, then written.

What is written is the same whenever it is made of the same revisions, so an export that was stopped goes on where it
was: records that are there already are left alone. Nothing of Helm v2 is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import (
    DamagedRecordError,
    PilothouseError,
    RecordExistsError,
    RecordTooLargeError,
    ReleaseError,
    ReleaseNotFoundError,
    StorageError,
)
from ....core.golib.strconv import quote
from ....core.model.release import DELETING, DEPLOYED, PENDING, STATUSES
from ....core.record import Record
from . import helm3_record
from .export_notes import export_notes
from .helm2_remainder import MEMBER, add_remainder
from .helm3_release import is_helm3_name, labels_of, release_document

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.model.release_requests import ReleaseSummary
    from ....core.protocols import ReleaseService
    from .helm3_store import Helm3Revision, Helm3Store

_ALL = 2**31 - 1
_AT_WORK = PENDING | {DELETING}

WRITTEN, REPLACED, PRESENT = "write", "replace", "is there"


class ExportOptions(Record):
    """How much to export (`revisions` of each release, 0 for all), and whether other records may be written over."""

    revisions: int = 10
    overwrite: bool = False


class ExportedRevision:
    """A revision as it is to be written: `action` is WRITTEN, REPLACED (of `live`) or PRESENT."""

    __slots__ = ("action", "content", "live", "release")

    def __init__(self, release: Release, content: dict[str, Any], action: str, live: dict[str, Any]) -> None:
        self.release = release
        self.content = content
        self.action = action
        self.live = live


class ExportedRelease:
    """A release as it is to be written: its revisions, oldest first, and what is to be known about it."""

    __slots__ = ("name", "namespace", "notes", "revisions")

    def __init__(self, name: str, namespace: str) -> None:
        self.name = name
        self.namespace = namespace
        self.revisions: list[ExportedRevision] = []
        self.notes: list[str] = []


class Exporter:
    """Prepares and writes exports of the releases of a service."""

    def __init__(self, kernel: Kernel, service: ReleaseService, store: Helm3Store, options: ExportOptions) -> None:
        self._kernel = kernel
        self._service = service
        self._store = store
        self._options = options
        self._served = store.kube.api_versions()

    def prepare(self, name: str) -> ExportedRelease:
        """What an export of a release would write. Raises ReleaseError for what cannot be exported, StorageError."""
        if not is_helm3_name(name):
            raise ReleaseError(
                f"Helm 3 takes no release named {quote(name)}",
                details=("names are lower case letters, digits, - and ., 53 characters at most",),
            )
        revisions = self._chosen(name)
        newest = revisions[-1]
        exported = ExportedRelease(name, newest.namespace)
        if not self._store.has_namespace(newest.namespace):
            raise ReleaseError(
                f"release {quote(name)} is in namespace {quote(newest.namespace)}, which the cluster does not have",
                hint="its records go there: create it first",
            )
        exported.notes += export_notes(newest, self._served)
        there = {each.revision: each for each in self._store.revisions(newest.namespace, name)}
        later = [str(number) for number in sorted(there) if number > newest.revision]
        if later:
            raise RecordExistsError(
                f"Helm 3 has revisions {', '.join(later)} of {quote(name)} in namespace {newest.namespace}",
                details=(f"the newest revision here is {newest.revision}: Helm 3 has gone on with the release",),
                hint="`pilothouse import --from helm3` brings them here",
            )
        self._check_others(name, {release.revision for release in revisions}, there)
        for release in revisions:
            if release.namespace == newest.namespace:
                exported.revisions.append(self._prepared(release, there.get(release.revision), exported.notes))
            else:
                exported.notes.append(f"revision {release.revision} was in namespace {release.namespace}: left out")
        return exported

    def write(self, exported: ExportedRelease) -> None:
        """Write a release, the oldest revision first. When that fails, what was written is taken back.

        Raises StorageError, which says so, or what is left.
        """
        done: list[ExportedRevision] = []
        for revision in exported.revisions:
            try:
                self._write(revision, done)
            except PilothouseError as error:
                raise StorageError(
                    f"writing {revision.release.key} for Helm 3 failed: {error.message}",
                    details=(*error.details, self._taken_back(done)),
                    hint=error.hint or "the same command may be run again",
                ) from error

    def _write(self, revision: ExportedRevision, done: list[ExportedRevision]) -> None:
        if revision.action == WRITTEN:
            done.append(revision)
            self._store.create(revision.content)
        elif revision.action == REPLACED:
            self._store.replace(revision.content, revision.live)
            done.append(revision)

    def _taken_back(self, done: list[ExportedRevision]) -> str:
        """Delete what was created; a sentence about what is in the cluster then."""
        left = [each.release.key for each in done if each.action == REPLACED]
        for each in done:
            if each.action == WRITTEN:
                try:
                    self._remove(each)
                except PilothouseError:
                    left.append(each.release.key)
        return f"records of Helm 3 that are there: {', '.join(left)}" if left else "nothing of it is left there"

    def _remove(self, revision: ExportedRevision) -> None:
        """Delete a record if it is the one that was written: the last one may be somebody else's."""
        there = self._store.revisions(revision.release.namespace, revision.release.name)
        for each in there:
            if each.revision == revision.release.revision and each.thing.get("data") == revision.content["data"]:
                self._store.delete(revision.content)

    def _chosen(self, name: str) -> list[Release]:
        """The revisions to export, oldest first: the newest ones, and the deployed one however old it is."""
        history = self._service.history(name, _ALL)
        if not history:
            raise ReleaseNotFoundError(f"release: {quote(name)} not found")
        rows = sorted(history, key=lambda row: row.revision)
        _check_rows(name, rows)
        chosen = rows[-self._options.revisions :] if self._options.revisions > 0 else rows
        deployed = [row for row in rows if row.status == DEPLOYED][-1:]
        numbers = {row.revision for row in (*deployed, *chosen)}
        return [self._service.content(name, number) for number in sorted(numbers)]

    def _packed(self, release: Release) -> tuple[dict[str, Any], str]:
        """A revision's document and text, with what Helm 3 has no place for where there is room for it."""
        document = release_document(release, self._kernel)
        add_remainder(document, release)
        try:
            return document, helm3_record.pack(document, release.key)
        except RecordTooLargeError:
            del document[MEMBER]
            return document, helm3_record.pack(document, release.key)

    def _check_others(self, name: str, chosen: set[int], there: dict[int, Helm3Revision]) -> None:
        """Refuse to mix a release with what Helm 3 has of another one under the same name."""
        known = {row.revision for row in self._service.history(name, _ALL)}
        for number, found in there.items():
            if number in chosen or self._options.overwrite:
                continue
            if number in known and _is_same(found, release_document(self._service.content(name, number), self._kernel)):
                continue
            raise RecordExistsError(
                f"Helm 3 has another release {quote(name)} in namespace {found.namespace}",
                details=(f"its revision {number} is none of the release that is to be exported",),
                hint="`helm uninstall` removes that one with its objects; --overwrite exports beside it",
            )

    def _prepared(self, release: Release, there: Helm3Revision | None, notes: list[str]) -> ExportedRevision:
        document, body = self._packed(release)
        content = self._store.content(release.namespace, release.name, release.revision, body, labels_of(release))
        if MEMBER not in document:
            notes.append(f"{release.key} is too large to hold what only Helm v2 knows: it would not come back whole")
        if there is None:
            return ExportedRevision(release, content, WRITTEN, {})
        if _is_same(there, document):
            return ExportedRevision(release, content, PRESENT, there.thing)
        if not self._options.overwrite:
            raise RecordExistsError(
                f"Helm 3 has another release {quote(release.name)} in namespace {release.namespace}",
                details=(f"its revision {release.revision} is not the one that is to be exported",),
                hint="--overwrite puts the exported revisions in the place of those with the same numbers",
            )
        return ExportedRevision(release, content, REPLACED, there.thing)


def _check_rows(name: str, rows: list[ReleaseSummary]) -> None:
    """Refuse a release whose records cannot all be trusted, or that somebody works on."""
    damaged = [f"revision {row.revision}: {row.damaged}" for row in rows if row.damaged]
    if damaged:
        raise DamagedRecordError(
            f"release {quote(name)} has damaged records",
            details=tuple(damaged),
            hint=f"`pilothouse release repair {name}` puts them out of the way",
        )
    newest = rows[-1]
    if newest.status in _AT_WORK:
        raise ReleaseError(
            f"release {quote(name)} is {newest.status}",
            details=(f"revision {newest.revision} is not done: Helm 3 would refuse to work on it",),
            hint=f"wait for the operation; if it is gone, `pilothouse release unlock {name}` clears what it left",
        )


def _is_same(there: Helm3Revision, document: dict[str, Any]) -> bool:
    """Whether a record is what would be written, or was written of the same revision by another version of ours."""
    try:
        found = there.document()
    except DamagedRecordError:
        return False
    from ....core.golib.json import encode

    def text(value: dict[str, Any]) -> str:
        return encode({name: member for name, member in value.items() if name != MEMBER})

    return text(found) == text(document)


def names_of(service: ReleaseService, namespace: str, statuses: tuple[str, ...] = STATUSES) -> list[str]:
    """The names of all releases with some status, or of those in a namespace."""
    from ....core.model.release_requests import ListRequest

    names: list[str] = []
    offset = ""
    while True:
        page = service.list(ListRequest(offset=offset, statuses=statuses, namespace=namespace))
        names += [summary.name for summary in page.releases]
        if not page.next:
            return list(dict.fromkeys(names))
        offset = page.next
