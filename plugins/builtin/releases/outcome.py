"""How an operation ends in the record of its revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeError, RecordTooLargeError, StorageError
from ....core.interruption import shielded
from ....core.model.release import DEPLOYED, FAILED

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .context import ServiceContext

_SHORT = 1_000
"""Characters of a description where a record has no room for the whole of it."""


def record_failure(context: ServiceContext, release: Release, description: str) -> None:
    """Record that a revision has failed, and why. Never raises: the failure itself is what has to be told.

    Others than the user read records: a secret that an error quotes is left out.
    """
    description = context.kernel.concealed(description)
    release.info.status = FAILED
    release.info.description = description
    try:
        with shielded():
            try:
                context.store.update(release)
            except RecordTooLargeError:
                release.info.description = description[:_SHORT]
                context.store.update(release)
    except (StorageError, KubeError) as error:
        context.kernel.warn(f"warning: Failed to update release {release.name}: {error.message}")


def rewrite(context: ServiceContext, release: Release) -> None:
    """Write a record again that has not changed, as Tiller does beside a failure; what comes of it does not matter."""
    try:
        context.store.update(release)
    except (StorageError, KubeError):
        return


def mark_deployed(release: Release, description: str) -> None:
    """Let a revision say that it is the one that is deployed."""
    release.info.status = DEPLOYED
    release.info.description = description
