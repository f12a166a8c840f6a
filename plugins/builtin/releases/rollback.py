"""``rollback``. Rules: pkg/tiller/release_rollback.go.

Nothing is rendered: the new revision has what the old one had. A revision that another operation has left pending is no
obstacle, so a rollback also mends what an interrupted operation left behind (see `interrupted`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, ReleaseError
from ....core.golib.strconv import quote
from ....core.interruption import shielded
from ....core.model.engine_use import EXTRA as ENGINES
from ....core.model.kube_object import ApplyOptions
from ....core.model.release import DEPLOYED, PENDING_ROLLBACK, Release, ReleaseInfo
from .interrupted import UnderWay, change_from, states_below
from .naming import check_release_name
from .objects import choose_strategy, engine_extras, run_hooks, strategy_extras
from .outcome import record_failure
from .update import unfinished

if TYPE_CHECKING:
    from ....core.model.release_requests import RollbackRequest
    from .context import ServiceContext
    from .store import Revisions


def rollback(context: ServiceContext, request: RollbackRequest) -> Release:
    """Make a new revision that is like an earlier one, and return it.

    Raises ReleaseError for an invalid name or revision, RecordNotFoundError when there is no such revision, and what
    the cluster and the store raise.
    """
    prepared = prepare_rollback(context, request)
    target = prepared.target
    if request.dry_run:
        return target
    context.store.check_size(target)
    states = prepared.states(context)
    with UnderWay(context, target):
        context.store.create(target)
        _perform(context, prepared.current, states, target, request)
    return target


class PreparedRollback:
    """A rollback that can be begun: the newest revision, the new one, and what is recorded of the release."""

    __slots__ = ("current", "revisions", "target")

    def __init__(self, current: Release, target: Release, revisions: Revisions) -> None:
        self.current = current
        self.target = target
        self.revisions = revisions

    def states(self, context: ServiceContext) -> list[Release]:
        """The revisions that the live objects may follow. Raises StorageError."""
        return states_below(context, self.current, self.revisions)


def prepare_rollback(context: ServiceContext, request: RollbackRequest) -> PreparedRollback:
    """Make the new revision, which nothing knows of yet. Raises as `rollback`."""
    check_release_name(request.name)
    if request.revision < 0:
        raise ReleaseError("invalid release revision")
    store = context.store
    revisions = store.revisions(request.name)
    current = store.last(request.name, revisions)
    wanted = request.revision or current.revision - 1
    target = _new_revision(context, request, current, store.get(request.name, wanted), revisions.next)
    return PreparedRollback(current, target, revisions)


def _new_revision(
    context: ServiceContext, request: RollbackRequest, current: Release, previous: Release, revision: int
) -> Release:
    info = ReleaseInfo(
        PENDING_ROLLBACK,
        first_deployed=current.info.first_deployed,
        last_deployed=time.time_ns(),
        description=request.description or f"Rollback to {previous.revision}",
        notes=previous.info.notes,
    )
    return Release(
        request.name,
        current.namespace,
        revision,
        previous.chart,
        info=info,
        values_text=previous.values_text,
        manifest=previous.manifest,
        hooks=previous.hooks,
        extras={
            **strategy_extras(
                context, choose_strategy(context, request.apply_strategy, current), request.name, current.namespace
            ),
            **engine_extras(previous.extras.get(ENGINES, "")),
        },
    )


def _perform(
    context: ServiceContext, current: Release, states: list[Release], target: Release, request: RollbackRequest
) -> None:
    """Run the chart hooks, change the objects, and record that the new revision is the only deployed one."""
    store = context.store
    if not request.disable_hooks:
        run_hooks(context, "pre-rollback", target, request.timeout)
    try:
        change_from(context, states, target, (), rollback_options(context, current, request))
    except PilothouseError as error:
        _supersede_after_failure(context, current)
        record_failure(context, target, f"Rollback {quote(target.name)} failed: {error.message}")
        raise
    if not request.disable_hooks:
        run_hooks(context, "post-rollback", target, request.timeout)
    target.info.status = DEPLOYED
    try:
        with shielded():
            store.supersede(current)
            for other in store.deployed_all(target.name):
                if other.key != target.key:
                    store.supersede(other)
            store.update(target)
    except PilothouseError as error:
        raise unfinished(error, target) from error


def rollback_options(context: ServiceContext, current: Release, request: RollbackRequest) -> ApplyOptions:
    """How the objects of a rollback are changed."""
    return ApplyOptions(
        choose_strategy(context, request.apply_strategy, current),
        wait=request.wait,
        timeout=request.timeout,
        force=request.force,
        recreate=request.recreate,
        cleanup_on_fail=request.cleanup_on_fail,
    )


def _supersede_after_failure(context: ServiceContext, current: Release) -> None:
    """Record that the revision which could not be left is no longer the deployed one, if that can be recorded."""
    try:
        context.store.supersede(current)
    except PilothouseError as error:
        context.kernel.warn(f"warning: Failed to update release {current.name}: {error.message}")
