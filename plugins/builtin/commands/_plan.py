"""Plans: what ``upgrade --plan`` saves, and how ``apply`` does it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.cluster_identity import cluster_identity
from ....core.errors import OutdatedPlanError, PilothouseError, ReleaseError, UnsentRequestError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.comparison import ComparisonOptions
from ....core.model.kube_object import ClusterTarget
from ....core.model.plan import Plan
from ....core.model.preview import ReleasePreview
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import InstallRequest, RollbackRequest, UninstallRequest, UpdateRequest
from ....core.plan_guards import guards_of, release_fingerprint
from ....core.recorded_revisions import recorded_revisions
from ._client import open_client
from ._shown_preview import compare_preview, comparison_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import Upgrade
    from ....core.model.comparison import Comparison
    from ....core.model.release import Release
    from ....core.protocols import KubeClient, ReleaseService


def save_plan(kernel: Kernel, service: ReleaseService, upgrade: Upgrade, path: str, output: str) -> None:
    """Show what an upgrade would do, and write it to a file; nothing else is changed.

    Raises ReleaseError when the upgrade would break off, or cannot be planned: then no file is written.
    """
    preview = open_client(kernel).preview_upgrade(service, upgrade)
    title = f"plan of revision {preview.planned.revision} of {preview.planned.name}"
    comparison = print_preview(kernel, preview, output, title)
    if comparison.error:
        details = ("no plan was written: this is where the upgrade would break off",)
        raise ReleaseError(comparison.error, details=details)
    if preview.current is not None and preview.current.info.status != DEPLOYED:
        raise ReleaseError(
            "an upgrade that deletes the release first cannot be planned",
            details=(f"nothing of {preview.planned.name} is deployed, and --force is given",),
        )
    plan = _plan(kernel, service, upgrade, preview)
    kernel.console.flush()
    kernel.first("helm_save_plan", plan=plan, path=path)
    kernel.console.notice(f"The plan is in {path}. Nothing has been changed; `pilothouse apply {path}` does it.")


def _plan(kernel: Kernel, service: ReleaseService, upgrade: Upgrade, preview: ReleasePreview) -> Plan:
    request, current = upgrade.request, preview.current
    kube = cluster_of_settings(kernel)
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


def print_plan(kernel: Kernel, plan: Plan, output: str) -> None:
    """Show what a plan would do, without asking the cluster."""
    made = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(_seconds(plan.created)))
    title = f"plan of revision {plan.planned.revision} of {plan.planned.name}, made {made} for {plan.server}"
    print_preview(kernel, ReleasePreview(plan.planned, objects=plan.objects), output, title)


_LAST_SECOND = 253_402_300_799


def _seconds(nanoseconds: int) -> int:
    """Whole seconds since 1970, within the years that have four digits."""
    return min(max(nanoseconds // 1_000_000_000, 0), _LAST_SECOND)


def print_preview(kernel: Kernel, preview: ReleasePreview, output: str, title: str) -> Comparison:
    """Show what would change, chart hooks included, without what Secrets hold."""
    comparison = compare_preview(kernel, preview, ComparisonOptions(title, error=preview.error), hooks=True)
    kernel.console.write(comparison_text(kernel, comparison, output))
    return comparison


def cluster_of_settings(kernel: Kernel) -> KubeClient:
    """The cluster that the settings name. Raises KubeError."""
    target = ClusterTarget(kernel.setting("cluster"), kernel.setting("kube-context"), kernel.setting("kubeconfig"))
    kube: KubeClient = kernel.first("helm_connect_kube", target=target)
    return kube


def apply_plan(kernel: Kernel, service: ReleaseService, plan: Plan, *, remote: bool) -> Release:
    """Do what a plan says. An atomic one that fails half way is undone as an upgrade is.

    `remote` says that the service is a Tiller: whether its cluster is the plan's is looked at from here then.
    Raises OutdatedPlanError when something has moved, and what the service raises.
    """
    if remote:
        server = cluster_of_settings(kernel).transport.server
        if server != plan.server:
            raise OutdatedPlanError(
                "the plan does not fit any more; nothing was done",
                details=(f"it was made for the cluster at {plan.server}, and this is {server}",),
                hint="--kube-context or KUBECONFIG names the cluster",
            )
    kernel.console.flush()
    try:
        return service.update(_update(plan)) if plan.current else service.install(_installation(plan))
    except (OutdatedPlanError, UnsentRequestError):
        raise
    except PilothouseError as error:
        kernel.console.line(f"{'UPGRADE' if plan.current else 'INSTALL'} FAILED\nError: {error.message}")
        if plan.atomic and _was_begun(service, plan):
            _undo(kernel, service, plan)
        if plan.current:
            error.message = f"UPGRADE FAILED: {error.message}"
        raise


def _was_begun(service: ReleaseService, plan: Plan) -> bool:
    """Whether the newest revision is the planned one."""
    revisions = service.history(plan.planned.name, 1)
    return bool(revisions) and revisions[0].revision == plan.planned.revision


def _undo(kernel: Kernel, service: ReleaseService, plan: Plan) -> None:
    client = open_client(kernel)
    name = plan.planned.name
    if plan.current:
        kernel.console.write("ROLLING BACK")
        kernel.console.flush()
        client.rollback(service, _rollback(plan))
        return
    kernel.console.line("PURGING CHART")
    kernel.console.flush()
    client.uninstall(service, UninstallRequest(name, plan.disable_hooks, True, plan.timeout))
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


def done(kernel: Kernel, plan: Plan) -> None:
    """Say that a plan has been applied."""
    deed = "upgraded" if plan.current else "installed"
    kernel.console.line(f"Release {quote(plan.planned.name)} has been {deed}.")
