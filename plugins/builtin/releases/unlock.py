"""``release unlock``: explain and clear a revision that an interrupted operation has left pending.

Helm has no such command. What may be found, and what is done:

- PENDING_INSTALL: the revision becomes FAILED; its objects stay, it lists them. ``delete --purge`` and
  ``install --replace`` go on from there.
- PENDING_UPGRADE, PENDING_ROLLBACK while another revision is deployed: objects that the pending revision alone lists
  and that are not older than it are deleted (but for those with a keep policy), and it becomes FAILED.
- The same while no revision is deployed: the operation was stopped between its last two writes, when all objects were
  in place. If they are there, the pending revision becomes DEPLOYED; else it becomes FAILED and the revision before it
  DEPLOYED again.

- FAILED while another revision is deployed: what failed upgrades have made stands in the way of the next one. Objects
  that only failed revisions list and that were made in their time are deleted.

A FAILED revision that was cleared keeps in an extra that it had been interrupted (see `interrupted`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeStatusError
from ....core.model.release import (
    DELETING,
    DEPLOYED,
    FAILED,
    PENDING,
    PENDING_INSTALL,
    PENDING_ROLLBACK,
    SUPERSEDED,
)
from ....core.model.release_requests import UnlockResult
from ....core.resource_policy import RESOURCE_POLICY
from .holder import may_be_at_work, writer
from .interrupted import INTERRUPTED, buildable, identity, is_interrupted, live_objects, made_by, states_below
from .naming import check_release_name
from .outcome import mark_deployed
from .store import revision_of
from .update import IN_PROGRESS, pending_error

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.model.release import Release
    from ....core.model.release_requests import UnlockRequest
    from ....core.model.stored_record import RecordMetadata
    from .context import ServiceContext
    from .store import Revisions


def unlock(context: ServiceContext, request: UnlockRequest) -> UnlockResult:
    """Say what is pending and who left it, and clear it unless `dry_run`.

    Raises PendingReleaseError when the operation may still be under way (unless `force`), ReleaseError for an invalid
    name, StorageError, KubeError.
    """
    check_release_name(request.name)
    revisions = context.store.revisions(request.name)
    row = revisions.newest
    release = context.store.last(request.name, revisions)
    if release.info.status not in PENDING:
        return _not_pending(context, request, release, revisions)
    reason = may_be_at_work(row)
    if reason and not (request.force or request.dry_run):
        raise _at_work(request.name, row, reason)
    things = buildable(context, release)
    live = live_objects(context, things)
    found = [thing for thing, seen in zip(things, live, strict=True) if seen is not None]
    clearing = _Clearing(context, request, release, revisions)
    if revisions.deployed() or release.info.status == PENDING_INSTALL:
        clearing.give_up(things)
    elif len(found) == len(things):
        clearing.complete()
    else:
        clearing.go_back()
    return UnlockResult(
        request.name,
        release.revision,
        row.label("STATUS"),
        writer(row),
        row.written,
        tuple(f"{thing.kind}/{thing.name}" for thing in found),
        tuple(clearing.removed),
        (*((f"{reason}: it may be at work",) if reason else ()), *clearing.actions),
    )


def _at_work(name: str, row: RecordMetadata, reason: str) -> Exception:
    error = pending_error(IN_PROGRESS, row)
    error.details = (*error.details, reason)
    error.hint = f"`pilothouse release unlock {name} --force` clears it if you know that the operation is gone"
    return error


def _not_pending(
    context: ServiceContext, request: UnlockRequest, release: Release, revisions: Revisions
) -> UnlockResult:
    """What there is to say, and to mend, about a release whose newest revision is not pending."""
    name, status = release.name, release.info.status
    if status == DELETING:
        return UnlockResult(
            name,
            release.revision,
            status,
            writer(revisions.newest),
            revisions.newest.written,
            actions=(f"its deletion was begun: `pilothouse delete {name}` goes on with it",),
        )
    if status == SUPERSEDED:
        return UnlockResult(
            name,
            release.revision,
            status,
            actions=(f"its replacement was begun: `pilothouse install --replace --name {name}` does it",),
        )
    clearing = _Clearing(context, request, release, revisions)
    if status == DEPLOYED:
        clearing.supersede_others()
    elif status == FAILED and revisions.deployed():
        clearing.forget_failures()
    state = f"revision {release.revision} of {name} is {status}: nothing is pending"
    return UnlockResult(
        name, release.revision, "", removed=tuple(clearing.removed), actions=(state, *clearing.actions)
    )


class _Clearing:
    """What is done about a revision; with `dry_run` it is only said."""

    __slots__ = ("_context", "_dry_run", "_release", "_revisions", "actions", "removed")

    def __init__(
        self, context: ServiceContext, request: UnlockRequest, release: Release, revisions: Revisions
    ) -> None:
        self._context = context
        self._dry_run = request.dry_run
        self._release = release
        self._revisions = revisions
        self.actions: list[str] = []
        self.removed: list[str] = []

    def give_up(self, things: list[KubeObject]) -> None:
        """Let the revision be a failed one."""
        release, status = self._release, self._release.info.status
        if status != PENDING_INSTALL:
            self._remove_leftovers(things)
        self._fail()
        name = release.name
        if status == PENDING_INSTALL:
            self.actions.append(
                f"`pilothouse delete --purge {name}` removes what it has made; "
                f"`pilothouse install --replace --name {name}` installs over it"
            )
            return
        deployed = self._revisions.deployed()[-1].label("VERSION")
        self.actions.append(
            f"revision {deployed} is the deployed one: `pilothouse upgrade {name}` goes on from it, "
            f"`pilothouse rollback {name} {deployed}` brings back its objects"
        )

    def complete(self) -> None:
        """Let the revision be the deployed one: nothing but its last record was missing."""
        release = self._release
        rolled_back = release.info.status == PENDING_ROLLBACK
        mark_deployed(release, release.info.description if rolled_back else "Upgrade complete")
        self._write(release)
        self.actions.append(f"all its objects are in place: revision {release.revision} {self._becomes()} DEPLOYED")

    def go_back(self) -> None:
        """Let the revision be a failed one, and the last that was deployed be it again."""
        self._fail()
        for row in reversed(self._revisions.rows):
            if row.label("STATUS") == SUPERSEDED:
                before = self._context.store.read(row)
                before.info.status = DEPLOYED
                self._write(before)
                self.actions.append(
                    f"revision {before.revision} {self._becomes()} DEPLOYED again: "
                    f"`pilothouse rollback {before.name} {before.revision}` brings back its objects"
                )
                return

    def supersede_others(self) -> None:
        """Let revisions that are still called deployed beside a newer one be superseded."""
        for row in self._revisions.deployed()[:-1]:
            other = self._context.store.read(row)
            if not self._dry_run:
                self._context.store.supersede(other)
            self.actions.append(
                f"revision {other.revision}, which a newer one has replaced, {self._becomes()} SUPERSEDED"
            )

    def forget_failures(self) -> None:
        """Delete what failed revisions have made and the deployed one does not list."""
        context = self._context
        deployed = self._revisions.deployed()[-1]
        known = {identity(thing) for thing in buildable(context, context.store.read(deployed))}
        for row in self._revisions.rows:
            if row.label("STATUS") != FAILED:
                continue
            failed = context.store.read(row)
            own = [thing for thing in buildable(context, failed) if identity(thing) not in known]
            made = made_by(context, failed, own, row.written)
            self._remove(made)
            known.update(map(identity, made))
            if revision_of(row) > revision_of(deployed) and not is_interrupted(failed):
                failed.extras = {**failed.extras, INTERRUPTED: FAILED}
                self._write(failed)
        if self.removed:
            verb = "would be" if self._dry_run else "were"
            self.actions.append(f"{', '.join(self.removed)} {verb} deleted: left by operations that failed")

    def _remove_leftovers(self, things: list[KubeObject]) -> None:
        """Delete what only the revision lists and what it may have made itself."""
        context, release = self._context, self._release
        others = states_below(context, release, self._revisions)[1:]
        known = {identity(thing) for other in others for thing in buildable(context, other)}
        own = [thing for thing in things if identity(thing) not in known]
        made = made_by(context, release, own)
        self._remove(made)
        older = len([thing for thing in live_objects(context, own) if thing is not None]) - len(made)
        if older > 0:
            self.actions.append(
                f"{older} object(s) that it lists are older than it or somebody else's: they are left alone"
            )

    def _remove(self, things: list[KubeObject]) -> None:
        for thing in things:
            if _is_kept(thing):
                continue
            if not self._dry_run:
                _delete(self._context, thing)
            self.removed.append(f"{thing.kind}/{thing.name}")

    def _fail(self) -> None:
        release, status = self._release, self._release.info.status
        release.extras = {**release.extras, INTERRUPTED: status}
        release.info.status = FAILED
        release.info.description = f"Interrupted while {status}, cleared by release unlock"
        self._write(release)
        self.actions.append(f"revision {release.revision} {self._becomes()} FAILED")

    def _write(self, release: Release) -> None:
        if not self._dry_run:
            self._context.store.update(release)

    def _becomes(self) -> str:
        return "would become" if self._dry_run else "is now"


def _is_kept(thing: KubeObject) -> bool:
    """Whether an object outlives its release. Rule: pkg/kube/resource_policy.go."""
    annotations = (thing.content.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(RESOURCE_POLICY, "")).strip().lower() not in ("", "delete")


def _delete(context: ServiceContext, thing: KubeObject) -> None:
    try:
        context.kube.delete(thing)
    except KubeStatusError as error:
        if error.code != 404:
            raise
