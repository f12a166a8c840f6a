"""The revision that a mapping makes: a copy of the deployed one with another manifest, which supersedes it.

As with an upgrade, the new record is there before the old one is touched, so two who do this at the same time do not
both succeed, and whoever is stopped halfway leaves a pending revision, which `release unlock` explains and clears.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import (
    DamagedRecordError,
    PilothouseError,
    RecordTooLargeError,
    ReleaseError,
    ReleaseNotFoundError,
    StorageError,
)
from ....core.golib.strconv import quote
from ....core.hapi import record
from ....core.model.release import DELETING, DEPLOYED, PENDING, PENDING_UPGRADE, SUPERSEDED
from .api_mapping import MappedText, map_manifest
from .release_store import OWNER, labels_in, record_labels

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.model.stored_record import RecordMetadata, StoredRecord
    from ....core.protocols import StorageDriver
    from .api_mapping import Served
    from .api_table import ApiTable

DESCRIPTION = "Kubernetes deprecated API upgrade - DO NOT rollback from this version"
"""As helm-mapkubeapis describes such a revision: those before it are of API versions that are gone."""

_AT_WORK = PENDING | {DELETING}


class MappedRelease:
    """A release, its deployed revision, and what becomes of the manifests of that."""

    def __init__(self, stored: StoredRecord, release: Release, number: int) -> None:
        self.stored = stored
        self.before = release
        self.number = number
        self.manifest = MappedText(release.manifest)
        self.hooks: list[MappedText] = []

    @property
    def texts(self) -> list[MappedText]:
        """The manifest, and those of the chart hooks."""
        return [self.manifest, *self.hooks]

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return any(text.is_changed for text in self.texts)


def map_release(driver: StorageDriver, name: str, table: ApiTable, served: Served) -> MappedRelease:
    """What a mapping makes of a release; nothing is written.

    Raises ReleaseNotFoundError, ReleaseError where nothing is deployed or somebody is at work, StorageError.
    """
    rows = sorted(driver.query_metadata({"NAME": name, "OWNER": OWNER}), key=_number)
    if not rows:
        raise ReleaseNotFoundError(f"release: {quote(name)} not found")
    newest, deployed = rows[-1], [row for row in rows if row.label("STATUS") == DEPLOYED]
    if newest.label("STATUS") in _AT_WORK:
        raise ReleaseError(
            f"release {quote(name)} is {newest.label('STATUS')}",
            hint=f"wait for the operation; if it is gone, `pilothouse release unlock {name}` clears what it left",
        )
    if not deployed:
        raise ReleaseError(f"{quote(name)} has no deployed releases")
    stored = driver.get(deployed[-1].key)
    release = record.unpack(stored.body, stored.metadata.key)
    aside = driver.query_metadata({"NAME": name})
    mapped = MappedRelease(stored, release, max(map(_number, aside)) + 1)
    mapped.manifest = map_manifest(release.manifest, table, served)
    mapped.hooks = [map_manifest(hook.manifest.content, table, served) for hook in release.hooks]
    return mapped


def write_mapping(driver: StorageDriver, mapped: MappedRelease) -> Release:
    """Store the new revision, deployed, and let the one before be superseded.

    Raises StorageError; what was written until then is taken back, or the error says what is there.
    """
    before = mapped.before
    new = _copy(mapped)
    new.info.status = DEPLOYED
    body, labels = record.pack(new), record_labels(new)
    if driver.max_record_size and len(body) > driver.max_record_size:
        raise RecordTooLargeError(f"the record of {new.key} takes {len(body)} characters")
    new.info.status = PENDING_UPGRADE
    made = driver.create(new.key, record.pack(new), record_labels(new))
    try:
        before.info.status = SUPERSEDED
        driver.update(before.key, record.pack(before), record_labels(before), mapped.stored.metadata.version)
        driver.update(new.key, body, labels, made.version)
    except PilothouseError as error:
        raise StorageError(
            f"writing {new.key} failed: {error.message}", details=(_taken_back(driver, mapped, new.key),)
        ) from error
    new.info.status = DEPLOYED
    return new


def _copy(mapped: MappedRelease) -> Release:
    """The new revision: decoded anew, so that it shares nothing with the old one."""
    new = record.unpack(mapped.stored.body, mapped.before.key)
    new.revision = mapped.number
    new.manifest = mapped.manifest.text
    for hook, text in zip(new.hooks, mapped.hooks, strict=True):
        hook.manifest.content = text.text
    new.hooks = [hook for hook in new.hooks if hook.manifest.content.strip()]
    new.info.description = DESCRIPTION
    new.info.last_deployed = time.time_ns()
    return new


def _taken_back(driver: StorageDriver, mapped: MappedRelease, key: str) -> str:
    """Put the store back to what it was; a sentence about what is in it."""
    before = mapped.stored
    try:
        if driver.get(before.metadata.key).metadata.label("STATUS") == SUPERSEDED:
            driver.update(before.metadata.key, before.body, labels_in(before.metadata))
        driver.delete(key)
    except PilothouseError as error:
        return f"{key} may be there as {PENDING_UPGRADE}: {error.message}; `pilothouse release unlock` clears it"
    return "nothing has changed"


def _number(row: RecordMetadata) -> int:
    digits = row.key.rpartition(".v")[2]
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        raise DamagedRecordError(f"{row.key} is no key of a revision", key=row.key)
    return int(digits)
