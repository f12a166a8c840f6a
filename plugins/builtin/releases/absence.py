"""Errors for a release, a revision or a deployed revision that is not there, with what there is instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RecordNotFoundError, ReleaseError
from ....core.golib.strconv import quote
from ....core.model.release import DELETING, FAILED
from .rewording import reworded

if TYPE_CHECKING:
    from .store import Revisions


def no_release(name: str, place: str) -> RecordNotFoundError:
    """The error for a name of which nothing is recorded; `place` is where records were looked for."""
    return RecordNotFoundError(
        f"release: {quote(name)} not found",
        details=(f"looked for in {place}",),
        hint="`pilothouse list --all` shows the releases that there are",
    )


def no_revision(error: RecordNotFoundError, name: str) -> RecordNotFoundError:
    """The error for a revision that is not recorded."""
    return reworded(error, error.message, hint=f"`pilothouse history {name}` shows the revisions that there are")


def none_deployed(message: str, revisions: Revisions) -> ReleaseError:
    """The error for a release of which no revision is deployed: what it has, and what leads on from there."""
    name = revisions.name
    if not revisions.rows:
        absent = no_release(name, revisions.place)
        return ReleaseError(
            message,
            details=("there is no release of this name", *absent.details),
            hint=f"{absent.hint}; `pilothouse upgrade --install` makes a new one",
        )
    newest = revisions.newest
    succeeded = [row for row in revisions.rows if row.label("STATUS") != FAILED]
    if newest.label("STATUS") == DELETING:
        hint = f"`pilothouse delete {name}` goes on with what is left of it"
    elif succeeded:
        hint = f"`pilothouse rollback {name} {succeeded[-1].label('VERSION')}` deploys that revision again"
    else:
        hint = f"`pilothouse install --replace --name {name}` installs over it, `delete --purge {name}` removes it"
    return ReleaseError(message, details=(f"{newest.key} is {newest.label('STATUS')}",), hint=hint)
