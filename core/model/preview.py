"""What an operation would do, found out without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..record import Record

if TYPE_CHECKING:
    from .release import Release

CREATE = "create"
CHANGE = "change"
RECREATE = "recreate"
RESTART = "restart"
DELETE = "delete"
KEEP = "keep"
NONE = "none"

ACTIONS: tuple[str, ...] = (CREATE, CHANGE, RECREATE, RESTART, DELETE, KEEP, NONE)
"""What may happen to an object. KEEP: its release lets go of it and its resource policy keeps it. RESTART: a Pod of a
changed workload is deleted. NONE: it was looked at, and stays as it is."""


class ObjectPreview(Record):
    """What would happen to one object of the cluster.

    `live` is the object as it is, `after` as it would be; None where there is none. Both are as the server shows them.
    `estimated` says why `after` is not the server's own answer to a dry run; empty where it is. `error` is why the
    server would refuse.
    """

    action: str
    api_version: str
    kind: str
    namespace: str
    name: str
    live: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    estimated: str = ""
    error: str = ""


class ReleasePreview(Record):
    """What an operation on a release would do.

    `current` is the revision whose objects are live, None for an install; `planned` is the one that would be recorded.
    `newest` is the number of the newest revision (0: there is none). `objects` come in the order in which they would be
    touched. `strategy` is how they would be changed. `error` is what would break the operation off; empty when nothing
    would.
    """

    planned: Release
    current: Release | None = None
    newest: int = 0
    objects: tuple[ObjectPreview, ...] = ()
    strategy: str = "two-way"
    error: str = ""
