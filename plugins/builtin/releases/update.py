"""``upgrade``. Rules: pkg/tiller/release_update.go.

The record of the new revision is the lock: of several upgrades at once one can create it. It is written before the
first chart hook, and every later write says which version of the record it replaces, so that an operation that was
overtaken (by a rollback, a delete, an unlock) changes no record any more.

The old revision becomes SUPERSEDED before the new one becomes DEPLOYED, so that never two are deployed. Where Tiller
only logs that the first of these writes failed, here it is an error: there would be two.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import PendingReleaseError, PilothouseError, ReleaseError
from ....core.golib.strconv import quote
from ....core.interruption import shielded
from ....core.model.kube_object import ApplyOptions
from ....core.model.release import (
    PENDING,
    PENDING_INSTALL,
    PENDING_UPGRADE,
    Release,
    ReleaseInfo,
)
from ....core.model.render import ReleaseContext
from ....core.process_limits import ProcessLimitError, run_limited
from .holder import holds_it, way_out
from .interrupted import UnderWay, change_from, states_above
from .naming import check_release_name
from .objects import build, choose_strategy, engine_extras, run_hooks, strategy_extras
from .outcome import mark_deployed, record_failure, rewrite
from .rendering import render
from .rewording import reworded
from .values_reuse import reuse_values

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.model.release_requests import UpdateRequest
    from ....core.model.stored_record import RecordMetadata
    from .context import ServiceContext
    from .store import Revisions

IN_PROGRESS = "another operation (install/upgrade/rollback) is in progress"


class PreparedUpdate:
    """An upgrade that can be begun: the deployed revision, the new one with its objects, and what may be live."""

    __slots__ = ("current", "objects", "states", "updated")

    def __init__(
        self, current: Release, updated: Release, objects: tuple[KubeObject, ...], states: list[Release]
    ) -> None:
        self.current = current
        self.updated = updated
        self.objects = objects
        self.states = states


def update(context: ServiceContext, request: UpdateRequest) -> Release:
    """Upgrade a release and return its new revision.

    Raises ReleaseError when there is no deployed revision, PendingReleaseError when another operation is under way,
    RecordExistsError when another one was faster, and what rendering, the cluster and the store raise. With `force`
    any failure to prepare the upgrade leads to a forced one. With a plan, what it says is done.
    """
    if request.planned is not None:
        from .planned import update_as_planned

        return update_as_planned(context, request, request.planned)
    check_release_name(request.name)
    try:
        prepared = prepare_update(context, request)
    except ProcessLimitError:
        raise
    except PilothouseError:
        if not request.force:
            raise
        from .forced_update import force_update

        return force_update(context, request)
    if request.dry_run:
        prepared.updated.info.description = "Dry run complete"
        return prepared.updated
    context.store.check_size(prepared.updated)
    with UnderWay(context, prepared.updated):
        context.store.create(prepared.updated)
        apply_update(context, prepared, request)
    return prepared.updated


def prepare_update(context: ServiceContext, request: UpdateRequest) -> PreparedUpdate:
    """Find the deployed revision, render the chart and make the new revision, which nothing knows of yet.

    Raises as `update`.
    """
    if request.chart is None:
        raise ReleaseError("no chart provided")
    store, name = context.store, request.name
    revisions = store.revisions(name)
    current = _deployed(context, name, revisions)
    given = request.chart
    chart, values_text = run_limited(
        context.kernel.settings, lambda: reuse_values(context, request, given, current)
    )
    last = current if revisions.newest.key == current.key else store.last(name, revisions)
    if last.info.status in PENDING:
        raise pending_error(IN_PROGRESS, revisions.newest)
    revision = revisions.next
    now = time.time_ns()
    release_context = ReleaseContext(
        name, current.namespace, revision=revision, is_install=False, is_upgrade=True, time=now
    )
    rendered = render(context, chart, values_text, release_context, sub_notes=request.sub_notes)
    info = ReleaseInfo(
        PENDING_UPGRADE,
        first_deployed=current.info.first_deployed,
        last_deployed=now,
        description="Preparing upgrade",
        notes=rendered.notes,
    )
    updated = Release(
        name,
        current.namespace,
        revision,
        chart,
        info=info,
        values_text=values_text,
        manifest=rendered.manifest,
        hooks=rendered.hooks,
        extras={
            **strategy_extras(
                context, choose_strategy(context, request.apply_strategy, current), name, current.namespace
            ),
            **engine_extras(rendered.engines),
        },
    )
    return PreparedUpdate(current, updated, build(context, updated), states_above(context, current, last, revisions))


def _deployed(context: ServiceContext, name: str, revisions: Revisions) -> Release:
    """The deployed revision.

    Between the two last writes of an upgrade or a rollback there is none: then the other operation is what stands in
    the way. Of an install that is under way Helm says that nothing is deployed.
    """
    try:
        return context.store.deployed(name, revisions)
    except ReleaseError as error:
        status = revisions.rows[-1].label("STATUS") if revisions.rows else ""
        if status not in PENDING:
            raise
        message = error.message if status == PENDING_INSTALL else IN_PROGRESS
        raise pending_error(message, revisions.newest) from error


def pending_error(message: str, holder: RecordMetadata) -> PendingReleaseError:
    """The error for a release whose newest revision some operation has not finished."""
    return PendingReleaseError(
        message,
        details=(holds_it(holder),),
        hint=way_out(holder),
    )


def apply_update(context: ServiceContext, prepared: PreparedUpdate, request: UpdateRequest) -> None:
    """Run the chart hooks, change the objects, and record that the new revision is the deployed one."""
    current, updated = prepared.current, prepared.updated
    if not request.disable_hooks:
        run_hooks(context, "pre-upgrade", updated, request.timeout)
    try:
        change_objects_of(context, prepared, request)
    except PilothouseError as error:
        rewrite(context, current)
        record_failure(context, updated, f"Upgrade {quote(updated.name)} failed: {error.message}")
        raise _with_way_out(error, updated) from error
    if not request.disable_hooks:
        run_hooks(context, "post-upgrade", updated, request.timeout)
    mark_deployed(updated, request.description or "Upgrade complete")
    try:
        with shielded():
            context.store.supersede(current)
            context.store.update(updated)
    except PilothouseError as error:
        raise unfinished(error, updated) from error


def change_objects_of(context: ServiceContext, prepared: PreparedUpdate, request: UpdateRequest) -> None:
    """Bring the objects of a prepared upgrade to what it wants. Raises KubeError."""
    updated = prepared.updated
    change_from(context, prepared.states, updated, prepared.objects, update_options(context, updated, request))


def _with_way_out(error: PilothouseError, release: Release) -> PilothouseError:
    """The same error; where objects of a failed upgrade are in the way, with the command that removes them."""
    if "wasn't defined in the previous release" not in error.message:
        return error
    return reworded(
        error,
        error.message,
        details=("either somebody else made it, or an upgrade that failed",),
        hint=f"`pilothouse release unlock {release.name}` deletes what failed upgrades have left",
    )


def update_options(context: ServiceContext, release: Release, request: UpdateRequest) -> ApplyOptions:
    """How the objects of an upgrade are changed."""
    return ApplyOptions(
        choose_strategy(context, request.apply_strategy, release),
        wait=request.wait,
        timeout=request.timeout,
        force=request.force,
        recreate=request.recreate,
        cleanup_on_fail=request.cleanup_on_fail,
    )


def unfinished(error: PilothouseError, release: Release) -> PilothouseError:
    """The error for a revision whose objects are in place and whose record does not say so."""
    return reworded(
        error,
        error.message,
        details=(f"the objects of {release.key} have been changed, but its record could not be completed",),
        hint=f"`pilothouse release unlock {release.name}` completes or clears it",
    )
