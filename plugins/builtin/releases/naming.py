"""Names of releases: which are valid, which are taken, and names for those who give none.

Rules: pkg/tiller/release_server.go (validateReleaseName, uniqName, createUniqName).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ....core.errors import RecordNotFoundError, ReleaseError
from ....core.golib.strconv import quote
from ....core.golib.utf8 import encode
from ....core.model.release import DELETED, FAILED, PENDING, SUPERSEDED
from .holder import holds_it, way_out

if TYPE_CHECKING:
    from .store import ReleaseStore, Revisions

LONGEST = 53
_TRIES = 5
_VALID = re.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_RULE = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])+$"


def check_release_name(name: str) -> None:
    """Raise ReleaseError unless `name` can be that of a release."""
    if not name:
        raise ReleaseError("no release provided")
    if len(name) > LONGEST or not _VALID.fullmatch(name):
        raise ReleaseError(
            f"invalid release name, must match regex {_RULE} and the length must not be longer than {LONGEST}"
        )


def check_free(name: str, revisions: Revisions, *, reuse: bool) -> None:
    """Raise ReleaseError when a release may not be installed under `name`.

    With `reuse` the name of a release whose newest revision is deleted or failed is granted; so is one whose newest
    revision is superseded, by a replacement that was stopped before it had a record.
    """
    if len(encode(name)) > LONGEST:
        raise ReleaseError(f"release name {quote(name)} exceeds max length of {LONGEST}")
    if not revisions.rows:
        return
    newest = revisions.newest
    status = newest.label("STATUS")
    if reuse and status in (DELETED, FAILED, SUPERSEDED):
        return
    details: tuple[str, ...] = ()
    hint = ""
    if status in PENDING:
        details = (holds_it(newest),)
        hint = way_out(newest)
    if reuse:
        raise ReleaseError(
            f"a release named {name} is in use, cannot re-use a name that is still in use", details=details, hint=hint
        )
    raise ReleaseError(
        f"a release named {name} already exists.\nRun: helm ls --all {name}; to check the status of the release\n"
        f"Or run: helm del --purge {name}; to delete it",
        details=details,
        hint=hint,
    )


def generated_name(store: ReleaseStore) -> str:
    """A name that no release has, such as ``brisk-otter``. Raises ReleaseError when none was found in a few tries."""
    from .name_words import ADJECTIVES, ANIMALS

    for _ in range(_TRIES):
        name = f"{_any_of(ADJECTIVES)}-{_any_of(ANIMALS)}"[:LONGEST]
        try:
            store.driver.get(f"{name}.v1")
        except RecordNotFoundError:
            return name
    raise ReleaseError("no available release name found")


def _any_of(words: tuple[str, ...]) -> str:
    return words[int.from_bytes(os.urandom(4)) % len(words)]
