"""``upgrade --force`` of a release whose upgrade cannot be prepared: delete it and install it anew.

Rules: pkg/tiller/release_update.go (performUpdateForce).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, ReleaseError
from ....core.golib.strconv import quote
from ....core.interruption import Stopped
from ....core.model.apply_strategy import EXTRA as STRATEGY
from ....core.model.release import DELETED, DELETING, FAILED
from ....core.model.release_requests import InstallRequest
from .install import finish, prepare
from .interrupted import UnderWay, deletion_broken_off
from .objects import change_objects, delete_objects, run_hooks
from .outcome import record_failure
from .update import update_options

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyReport
    from ....core.model.release import Release
    from ....core.model.release_requests import UpdateRequest
    from .context import ServiceContext

DELETING_DESCRIPTION = "Deletion in progress (or silently failed)"
DELETED_DESCRIPTION = "Deletion complete"


def force_update(context: ServiceContext, request: UpdateRequest) -> Release:
    """Delete the newest revision, which has to be deleted or failed, and install the chart in its place.

    Raises ReleaseError when the release is in use, and what rendering, the cluster and the store raise.
    """
    old, new, install = prepare_forced(context, request)
    if request.dry_run:
        new.info.description = "Dry run complete"
        return new
    context.store.check_size(new)
    try:
        _delete(context, old, request)
    except Stopped:
        if old.info.status == DELETING:
            deletion_broken_off(context, old)
        raise
    if not request.disable_hooks:
        run_hooks(context, "pre-install", new, request.timeout)
    with UnderWay(context, new):
        context.store.create(new)
        _change(context, old, new, request)
        finish(context, new, install, "Upgrade complete")
    return new


def prepare_forced(context: ServiceContext, request: UpdateRequest) -> tuple[Release, Release, InstallRequest]:
    """The newest revision, the one that takes its place and nothing knows of yet, and how it is installed.

    Raises as `force_update`.
    """
    old = context.store.last(request.name)
    install = _install_request(request, old)
    new = prepare(context, install)
    new.revision = context.store.revisions(new.name).next
    return old, new, install


def _change(context: ServiceContext, old: Release, new: Release, request: UpdateRequest) -> None:
    try:
        change_objects(context, old.manifest, new, (), update_options(context, new, request))
    except PilothouseError as error:
        record_failure(context, new, f"Upgrade {quote(new.name)} failed: {error.message}")
        raise


def _install_request(request: UpdateRequest, old: Release) -> InstallRequest:
    return InstallRequest(
        request.chart,
        request.values_text,
        request.name,
        old.namespace,
        dry_run=request.dry_run,
        disable_hooks=request.disable_hooks,
        reuse_name=True,
        timeout=request.timeout,
        wait=request.wait,
        description=request.description,
        apply_strategy=request.apply_strategy or old.extras.get(STRATEGY, ""),
    )


def _delete(context: ServiceContext, old: Release, request: UpdateRequest) -> None:
    """Delete the objects of the old revision with its chart hooks, and record that, or that some of them are left."""
    old.info.status = DELETING
    old.info.deleted = time.time_ns()
    old.info.description = DELETING_DESCRIPTION
    context.store.log_update(old)
    if not request.disable_hooks:
        run_hooks(context, "pre-delete", old, request.timeout)
    report = delete_objects(context, old)
    old.info.status = FAILED if report.left else DELETED
    old.info.description = f"Deletion failed: left are {', '.join(report.left)}" if report.left else DELETED_DESCRIPTION
    context.store.log_update(old)
    check_deletion(report)
    if not request.disable_hooks:
        run_hooks(context, "post-delete", old, request.timeout)


def check_deletion(report: ApplyReport) -> None:
    """Raise ReleaseError when not all objects of the old revision could be deleted."""
    if report.errors:
        raise ReleaseError(
            f"Upgrade --force successfully deleted the previous release, but encountered {len(report.errors)} error(s) "
            f"and cannot continue: {'; '.join(report.errors)}"
        )
