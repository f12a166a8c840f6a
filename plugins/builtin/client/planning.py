"""Plans: what would be done, kept together with what has to hold for that, and doing it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.cluster_identity import cluster_identity
from ....core.errors import OutdatedPlanError, PilothouseError, ReleaseError, UnsentRequestError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.plan import Plan
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import InstallRequest, RollbackRequest, UninstallRequest, UpdateRequest
from ....core.plan_guards import guards_of, release_fingerprint
from ....core.recorded_revisions import recorded_revisions
from .undoing import roll_back, uninstall
from .upgrading import is_unknown, newest_revision

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import Upgrade
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release
    from ....core.protocols import ReleaseService


def plan_upgrade(kernel: Kernel, service: ReleaseService, upgrade: Upgrade, preview: ReleasePreview) -> Plan:
    """The plan for what a preview of the same upgrade has shown.

    Raises ReleaseError when the upgrade would break off, or cannot be planned.
    """
    request, current = upgrade.request, preview.current
    if preview.error:
        raise ReleaseError("an upgrade that would break off cannot be planned")
    if current is not None and current.info.status != DEPLOYED:
        raise ReleaseError(
            "an upgrade that deletes the release first cannot be planned",
            details=(f"nothing of {preview.planned.name} is deployed, and --force is given",),
        )
    kube = connect_cluster(kernel)
    prints = _fingerprints(service, preview)
    try:
        guards = guards_of(preview.objects)
    except GoError as error:
        raise ReleaseError(f"an object cannot be compared: {error}") from None
    return Plan(
        preview.planned,
        current.revision if current is not None else 0,
        preview.newest,
        current_record=prints.get(current.revision, "") if current is not None else "",
        newest_record=prints.get(preview.newest, ""),
        server=kube.transport.server,
        cluster=cluster_identity(kube),
        created=time.time_ns(),
        guards=guards,
        objects=preview.objects,
        timeout=request.timeout,
        wait=request.wait or upgrade.atomic,
        atomic=upgrade.atomic,
        disable_hooks=request.disable_hooks,
        force=request.force,
        recreate=request.recreate,
        cleanup_on_fail=request.cleanup_on_fail,
        description=request.description,
        apply_strategy=preview.strategy,
    )


def _fingerprints(service: ReleaseService, preview: ReleasePreview) -> dict[int, str]:
    """The fingerprints of the deployed and the newest revision by their numbers, none for an installation."""
    name, newest = preview.planned.name, preview.newest
    if not newest:
        return {}
    wanted = {newest, preview.current.revision if preview.current is not None else newest}
    found = recorded_revisions(service, name, min(wanted), newest)
    for revision in sorted(wanted - found.keys()):
        raise ReleaseError(
            f"the record of revision {revision} of {quote(name)} cannot be read",
            hint=f"`pilothouse release repair {name}` puts damaged records aside without losing them",
        )
    return {revision: release_fingerprint(found[revision]) for revision in wanted}


def apply_plan(kernel: Kernel, service: ReleaseService, plan: Plan, *, remote: bool) -> Release:
    """Do what a plan says. An atomic one that fails half way is undone as an upgrade is.

    `remote` says that the service is a Tiller: whether its cluster is the plan's is looked at from here then.
    Raises OutdatedPlanError when something has moved, and what the service raises.
    """
    if remote:
        server = connect_cluster(kernel).transport.server
        if server != plan.server:
            raise OutdatedPlanError(
                "the plan does not fit any more; nothing was done",
                details=(f"it was made for the cluster at {plan.server}, and this is {server}",),
                hint="--kube-context or KUBECONFIG names the cluster",
            )
    kernel.console.flush()
    may_undo = plan.atomic and _is_ahead(service, plan)
    try:
        return service.update(_update(plan)) if plan.current else service.install(_installation(plan))
    except (OutdatedPlanError, UnsentRequestError):
        raise
    except PilothouseError as error:
        kernel.console.line(f"{'UPGRADE' if plan.current else 'INSTALL'} FAILED\nError: {error.message}")
        if may_undo and _was_begun(service, plan):
            _undo(kernel, service, plan)
        if plan.current:
            error.message = f"UPGRADE FAILED: {error.message}"
        raise


def _is_ahead(service: ReleaseService, plan: Plan) -> bool:
    """Whether the planned revision is still to come, for sure.

    One that is there before its plan is applied was not made by that: whatever fails then undoes nothing.
    """
    newest, problem = newest_revision(service, plan.planned.name)
    if newest is None:
        return is_unknown(plan.planned.name, problem)
    return newest.revision < plan.planned.revision


def _was_begun(service: ReleaseService, plan: Plan) -> bool:
    """Whether the newest revision is the planned one."""
    newest, _ = newest_revision(service, plan.planned.name)
    return newest is not None and newest.revision == plan.planned.revision


def _undo(kernel: Kernel, service: ReleaseService, plan: Plan) -> None:
    name = plan.planned.name
    if plan.current:
        kernel.console.write("ROLLING BACK")
        kernel.console.flush()
        roll_back(kernel, service, _rollback(plan))
        return
    kernel.console.line("PURGING CHART")
    kernel.console.flush()
    uninstall(kernel, service, UninstallRequest(name, plan.disable_hooks, True, plan.timeout), dry_run=False)
    kernel.console.line("Successfully purged a chart!")


def _installation(plan: Plan) -> InstallRequest:
    """The request for an installation. It has no chart: a service that knows nothing of plans has to refuse it."""
    return InstallRequest(
        None,
        name=plan.planned.name,
        namespace=plan.planned.namespace,
        disable_hooks=plan.disable_hooks,
        timeout=plan.timeout,
        wait=plan.wait,
        description=plan.description,
        apply_strategy=plan.apply_strategy,
        planned=plan,
    )


def _update(plan: Plan) -> UpdateRequest:
    """As `_installation`, for an upgrade."""
    return UpdateRequest(
        plan.planned.name,
        None,
        disable_hooks=plan.disable_hooks,
        recreate=plan.recreate,
        force=plan.force,
        timeout=plan.timeout,
        wait=plan.wait,
        description=plan.description,
        cleanup_on_fail=plan.cleanup_on_fail,
        apply_strategy=plan.apply_strategy,
        planned=plan,
    )


def _rollback(plan: Plan) -> RollbackRequest:
    """The way back from an upgrade that failed, done in the same manner."""
    return RollbackRequest(
        plan.planned.name,
        plan.newest,
        disable_hooks=plan.disable_hooks,
        recreate=plan.recreate,
        force=plan.force,
        timeout=plan.timeout,
        wait=plan.wait,
        cleanup_on_fail=plan.cleanup_on_fail,
        apply_strategy=plan.apply_strategy,
    )
