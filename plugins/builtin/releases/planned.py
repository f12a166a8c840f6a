"""Doing what a plan says: the revision is recorded and applied as it was saved, or nothing is done.

Before anything is recorded, the cluster, the revisions and the guarded objects are compared with what the plan was
made from. The record of the planned revision is the lock; once it is there, all is compared once more, and the record
is taken away again if something has moved meanwhile. From then on an object that moves ends the operation as any other
failure does, unless chart hooks have run: what they change is the chart's own doing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ....core.cluster_identity import cluster_identity
from ....core.errors import KubeError, OutdatedPlanError, RecordExistsError, ReleaseError, StorageError
from ....core.golib.strconv import quote
from ....core.interruption import shielded
from ....core.model.release import PENDING_INSTALL, PENDING_UPGRADE
from ....core.plan_guards import release_fingerprint
from .context import ServiceContext
from .guarded_kube import GuardedKube, Guards
from .install import apply_install
from .interrupted import UnderWay, states_above
from .naming import check_release_name
from .objects import build
from .store import revision_of
from .update import PreparedUpdate, apply_update

if TYPE_CHECKING:
    from ....core.model.plan import Plan
    from ....core.model.release import Release
    from ....core.model.release_requests import InstallRequest, UpdateRequest
    from ....core.protocols import KubeClient
    from .store import Revisions

AGAIN = "make the plan anew, and look at it again"


class _GuardedContext(ServiceContext):
    """An operation on a cluster whose guarded objects are written only as the plan found them."""

    __slots__ = ("_guarded",)

    def __init__(self, context: ServiceContext, guarded: KubeClient) -> None:
        super().__init__(context.shared)
        self._store = context.store
        self._guarded = guarded

    @property
    def kube(self) -> KubeClient:
        """The cluster, guarded."""
        return self._guarded


def install_as_planned(context: ServiceContext, request: InstallRequest, plan: Plan) -> Release:
    """Install what a plan says. Raises OutdatedPlanError, and what the cluster and the store raise."""
    release = _revision(context, request, plan, PENDING_INSTALL)
    if plan.current or plan.newest:
        raise OutdatedPlanError("the plan is for an upgrade, not for an installation", hint=AGAIN)
    if request.namespace != release.namespace:
        raise OutdatedPlanError(f"the plan is for namespace {quote(release.namespace)}", hint=AGAIN)
    _verify(context, plan, context.store.revisions(release.name))
    release.info.first_deployed = release.info.last_deployed
    release.info.description = "Initial install underway"
    with UnderWay(context, release):
        _lock(context, release, plan)
        apply_install(_guarded(context, release, plan, ("crd-install", "pre-install")), release, request)
    return release


def update_as_planned(context: ServiceContext, request: UpdateRequest, plan: Plan) -> Release:
    """Upgrade to what a plan says. Raises OutdatedPlanError, and what the cluster and the store raise."""
    release = _revision(context, request, plan, PENDING_UPGRADE)
    if not plan.current:
        raise OutdatedPlanError("the plan is for an installation, not for an upgrade", hint=AGAIN)
    revisions = context.store.revisions(release.name)
    _verify(context, plan, revisions)
    store = context.store
    current = store.deployed(release.name, revisions)
    last = current if revisions.newest.key == current.key else store.last(release.name, revisions)
    release.info.first_deployed = current.info.first_deployed
    release.info.description = "Preparing upgrade"
    if release.namespace != current.namespace:
        raise OutdatedPlanError(f"the plan is for namespace {quote(release.namespace)}", hint=AGAIN)
    objects = build(context, release)
    states = states_above(context, current, last, revisions)
    with UnderWay(context, release):
        _lock(context, release, plan)
        guarded = _guarded(context, release, plan, ("pre-upgrade",))
        apply_update(guarded, PreparedUpdate(current, release, objects, states), request)
    return release


def _revision(context: ServiceContext, request: InstallRequest | UpdateRequest, plan: Plan, status: str) -> Release:
    """The planned revision, as it is when it is begun.

    Raises ReleaseError for a request that is to change nothing: whoever allows dry runs has allowed no plan.
    """
    if request.dry_run:
        raise ReleaseError("there is no dry run of a plan", hint="`pilothouse apply --show` says what is in one")
    release = plan.planned
    check_release_name(release.name)
    if request.name != release.name:
        raise OutdatedPlanError(f"the plan is for release {quote(release.name)}, not for {quote(request.name)}")
    release.info.status = status
    release.info.last_deployed = time.time_ns()
    context.store.check_size(release)
    return release


def _verify(context: ServiceContext, plan: Plan, revisions: Revisions) -> None:
    """Raise OutdatedPlanError, which names all that has moved, unless the plan still fits."""
    details = [*_cluster_moves(context, plan)]
    if not details:
        details += _revision_moves(context, plan, revisions)
        # What a plan that was applied already has changed itself says nothing more.
        if plan.planned.key not in [row.key for row in revisions.rows]:
            details += Guards(context.kube, plan.guards).moved()
    if details:
        raise OutdatedPlanError("the plan does not fit any more; nothing was done", details=tuple(details), hint=AGAIN)


def _cluster_moves(context: ServiceContext, plan: Plan) -> list[str]:
    server = context.kube.transport.server
    if plan.server and plan.server != server:
        return [f"it was made for the cluster at {plan.server}, and this is {server}"]
    if plan.cluster and cluster_identity(context.kube) not in ("", plan.cluster):
        return [f"the cluster at {server} is another one than the plan was made for"]
    return []


def _revision_moves(context: ServiceContext, plan: Plan, revisions: Revisions) -> list[str]:
    """What has become of the revisions that the plan was made from."""
    name, planned = plan.planned.name, plan.planned.revision
    rows = {row.key: row for row in revisions.rows}
    if plan.planned.key in rows:
        status = rows[plan.planned.key].label("STATUS")
        return [f"revision {planned} of {name} exists already and is {status}; a plan is applied only once"]
    newest = revision_of(revisions.newest) if revisions.rows else 0
    if newest != plan.newest:
        return [f"the newest revision of {name} was {_numbered(plan.newest)}, and is {_numbered(newest)}"]
    if revisions.next != planned:
        return [f"the next revision of {name} would be {revisions.next}, not {planned}"]
    moves = []
    deployed = revisions.deployed()
    now = revision_of(deployed[-1]) if deployed else 0
    if now != plan.current:
        moves.append(f"the deployed revision of {name} was {_numbered(plan.current)}, and is {_numbered(now)}")
    elif now and release_fingerprint(context.store.deployed(name, revisions)) != plan.current_record:
        moves.append(f"the record of revision {now} of {name} was changed")
    if newest not in (0, now) and release_fingerprint(context.store.last(name, revisions)) != plan.newest_record:
        moves.append(f"the record of revision {newest} of {name} was changed")
    return moves


def _numbered(revision: int) -> str:
    return str(revision) if revision else "none"


def _lock(context: ServiceContext, release: Release, plan: Plan) -> None:
    """Create the record of the planned revision, and take it away again if something has moved meanwhile.

    Raises OutdatedPlanError then, and when another operation was faster.
    """
    try:
        context.store.create(release, prune=False)
    except RecordExistsError as error:
        raise OutdatedPlanError(
            "another operation was faster; nothing was done", details=(error.message, *error.details), hint=AGAIN
        ) from error
    try:
        revisions = context.store.revisions(release.name)
        revisions.rows = [row for row in revisions.rows if row.key != release.key]
        _verify(context, plan, revisions)
    except BaseException:
        _take_back(context, release)
        raise
    context.store.prune(release, created=True)


def _take_back(context: ServiceContext, release: Release) -> None:
    """Remove the record of a revision of which nothing else has been made."""
    with shielded():
        try:
            context.store.discard(release)
        except (StorageError, KubeError) as error:
            context.kernel.warn(f"warning: cannot remove the record of {release.key}: {error.message}")


def _guarded(context: ServiceContext, release: Release, plan: Plan, events: tuple[str, ...]) -> ServiceContext:
    """The context for changing the objects, guarded unless the release has chart hooks that run before."""
    if any(event in events for hook in release.hooks for event in hook.events):
        return context
    guarded: Any = GuardedKube(context.kube, Guards(context.kube, plan.guards))
    return _GuardedContext(context, guarded)
