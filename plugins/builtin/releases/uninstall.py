"""``delete``. Rules: pkg/tiller/release_uninstall.go.

As long as objects could not be deleted, the release stays DELETING and keeps its records, whatever was asked for:
Tiller calls it deleted, or forgets it, and then nobody lists what is left.

Records of a purged release are deleted from the oldest to the newest, so that whoever is killed leaves the newest one,
with which the delete can be repeated.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import DamagedRecordError, PilothouseError, RecordConflictError, ReleaseError, StorageError
from ....core.golib.strconv import quote
from ....core.interruption import Stopped, shielded
from ....core.model.release import DELETED, DELETING
from ....core.model.release_requests import UninstallResult
from .forced_update import DELETED_DESCRIPTION, DELETING_DESCRIPTION
from .interrupted import INTERRUPTED, deletion_broken_off, rest_of, states_below
from .naming import check_release_name
from .objects import delete_objects, run_hooks

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyReport
    from ....core.model.release import Release
    from ....core.model.release_requests import UninstallRequest
    from .context import ServiceContext
    from .store import Revisions


def uninstall(context: ServiceContext, request: UninstallRequest) -> UninstallResult:
    """Delete the objects of a release, and with `purge` its records.

    Raises ReleaseError when it is deleted already, or with the errors that were met while deleting (of a purge only
    when objects are left); what the chart hooks and the store raise.
    """
    check_release_name(request.name)
    revisions = context.store.revisions(request.name)
    release = _newest(context, request, revisions)
    if release.info.status == DELETED:
        if not request.purge:
            raise ReleaseError(f"the release named {quote(request.name)} is already deleted")
        _purge(context, request.name)
        return UninstallResult(release)
    states = states_below(context, release, revisions)
    release.info.status = DELETING
    release.info.deleted = time.time_ns()
    release.info.description = DELETING_DESCRIPTION
    if not request.disable_hooks:
        context.store.share(release)
        run_hooks(context, "pre-delete", release, request.timeout)
    _log_update(context, release, raise_conflict=True)
    try:
        report, errors = _perform(context, release, states, request)
    except Stopped:
        deletion_broken_off(context, release)
        raise
    if report.left:
        raise _incomplete(release, errors, report)
    release.info.status = DELETED
    release.info.description = request.description or DELETED_DESCRIPTION
    release.extras.pop(INTERRUPTED, None)
    with shielded():
        if request.purge:
            _purge(context, request.name)
            return UninstallResult(release, report.kept)
        _log_update(context, release)
    if errors:
        raise ReleaseError(_told(errors))
    return UninstallResult(release, report.kept)


def _perform(
    context: ServiceContext, release: Release, states: list[Release], request: UninstallRequest
) -> tuple[ApplyReport, list[str]]:
    """Delete the objects and run the chart hooks that follow; what was done, and what went wrong."""
    report = _delete(context, release, states)
    errors = list(report.errors)
    if not request.disable_hooks:
        try:
            run_hooks(context, "post-delete", release, request.timeout)
        except PilothouseError as error:
            errors.append(error.message)
    return report, errors


def _incomplete(release: Release, errors: list[str], report: ApplyReport) -> ReleaseError:
    return ReleaseError(
        _told(errors),
        details=(f"left are {', '.join(report.left)}: {release.key} stays {DELETING}, and its records are kept",),
        hint=f"the same delete of {release.name} goes on with what is left",
    )


def _told(errors: list[str]) -> str:
    return f"deletion completed with {len(errors)} error(s): {'; '.join(errors)}"


def _newest(context: ServiceContext, request: UninstallRequest, revisions: Revisions) -> Release:
    try:
        return context.store.last(request.name, revisions)
    except DamagedRecordError as error:
        if error.message == f"no revision for release {quote(request.name)}":
            error.message = "no release provided"
        raise


def _delete(context: ServiceContext, release: Release, states: list[Release]) -> ApplyReport:
    """Delete the objects of a release, and what an interrupted operation has left of the revision before."""
    rest = rest_of(context, release, states[1:]) if len(states) > 1 else ""
    if not rest:
        return delete_objects(context, release)
    listed = release.manifest
    release.manifest = listed + rest
    try:
        return delete_objects(context, release)
    finally:
        release.manifest = listed


def _log_update(context: ServiceContext, release: Release, *, raise_conflict: bool = False) -> None:
    """Record how far the delete has come. As long as nothing is deleted, whoever was overtaken leaves it at that."""
    try:
        context.store.log_update(release)
    except StorageError as error:
        if raise_conflict and isinstance(error, RecordConflictError):
            raise
        context.kernel.warn(f"warning: Failed to update release {release.name}: {error.message}")


def _purge(context: ServiceContext, name: str) -> None:
    """Delete all records of a release, those that were set aside first, and those that came since it was read."""
    revisions = context.store.revisions(name)
    for row in (*revisions.aside, *revisions.rows):
        context.store.delete(row.key)
