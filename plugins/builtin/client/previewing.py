"""What an upgrade or a rollback would do. Charts and values are read as for the operation itself; nothing is said.

A service that cannot preview (a Tiller) is asked for a dry run. What that would do to the objects is then rehearsed
from here, in the cluster of the settings: the changes between the manifests are the same, whoever makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.errors import KubeConnectionError, KubeError, KubeLoginError, KubeTimeoutError, PilothouseError
from ....core.model.apply_strategy import EXTRA as APPLY_STRATEGY
from ....core.model.apply_strategy import TWO_WAY
from ....core.model.kube_object import ApplyOptions, ManifestChange
from ....core.model.preview import ReleasePreview
from ....core.model.release import DEPLOYED
from ....core.rehearsal_protocol import can_preview
from ....core.rehearsed_objects import definitions_of, told
from .charts import load_chart, read_values_text
from .installing import request_of as request_of_installation
from .upgrading import installation_of, is_unknown, newest_revision, request_of, with_requirements

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import Upgrade
    from ....core.model.release import Release
    from ....core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
    from ....core.protocols import ReleaseService
    from ....core.rehearsal_protocol import Rehearsal

_MOST_REVISIONS = 256
"""So far back the deployed revision is looked for where a service has to be asked."""


def preview_upgrade(kernel: Kernel, service: ReleaseService, upgrade: Upgrade) -> ReleasePreview:
    """What an upgrade would do, or an installation where that is what it would come to.

    Raises what reading the chart raises, what the service raises before it records anything, KubeError where the
    cluster cannot be asked.
    """
    request = request_of(kernel, upgrade)
    newest, problem = newest_revision(service, request.name)
    if upgrade.install and newest is None and is_unknown(request.name, problem):
        installation = request_of_installation(kernel, installation_of(upgrade))
        if can_preview(service):
            return service.preview(installation)
        return _install_elsewhere(kernel, service, installation)
    values_text = read_values_text(kernel, upgrade.sources)
    chart = with_requirements(kernel, request.chart or load_chart(kernel, upgrade.chart_path), values_text)
    request = request.replace(chart=chart, values_text=values_text)
    if can_preview(service):
        return service.preview(request)
    return _update_elsewhere(kernel, service, request)


def preview_rollback(kernel: Kernel, service: ReleaseService, request: RollbackRequest) -> ReleasePreview:
    """What a rollback would do. Raises as `preview_upgrade`."""
    request = request.replace(apply_strategy=request.apply_strategy or kernel.setting("apply-strategy"))
    if can_preview(service):
        return service.preview(request)
    planned = service.rollback(request.replace(dry_run=True))
    current = service.content(request.name)
    return _rehearsed(kernel, current, current.revision, planned, request)


def _install_elsewhere(kernel: Kernel, service: ReleaseService, request: InstallRequest) -> ReleasePreview:
    planned = service.install(request.replace(dry_run=True))
    options = ApplyOptions(_strategy(planned, request.apply_strategy))
    rehearsal = _rehearsal(kernel)
    if not request.disable_crd_hook:
        rehearsal.expect_kinds(definitions_of(planned))
    change = ManifestChange(planned.name, planned.namespace, None, planned.manifest)
    error = _apply(kernel, rehearsal, change, options)
    if error:
        error = f"release {planned.name} failed: {error}"
    return ReleasePreview(planned, None, 0, told(rehearsal.objects(), None, planned), options.strategy, error)


def _update_elsewhere(kernel: Kernel, service: ReleaseService, request: UpdateRequest) -> ReleasePreview:
    planned = service.update(request.replace(dry_run=True))
    revisions = service.history(request.name, _MOST_REVISIONS)
    deployed = [revision.revision for revision in revisions if revision.status == DEPLOYED]
    current = service.content(request.name, deployed[0] if deployed else 0)
    # Only a forced upgrade gets as far as this where nothing is deployed: it deletes what there is first.
    return _rehearsed(kernel, current, revisions[0].revision, planned, request, anew=not deployed)


def _rehearsed(
    kernel: Kernel,
    current: Release,
    newest: int,
    planned: Release,
    request: UpdateRequest | RollbackRequest,
    *,
    anew: bool = False,
) -> ReleasePreview:
    """Rehearse the way from one revision to another; with `anew` the objects of the first are deleted before."""
    options = ApplyOptions(
        _strategy(planned, request.apply_strategy),
        force=request.force,
        recreate=request.recreate,
        cleanup_on_fail=request.cleanup_on_fail,
    )
    rehearsal = _rehearsal(kernel)
    name, namespace = planned.name, planned.namespace
    error = ""
    if anew:
        error = _apply(kernel, rehearsal, ManifestChange(name, namespace, current.manifest, None), options)
    if not error:
        change = ManifestChange(name, namespace, current.manifest, planned.manifest)
        error = _apply(kernel, rehearsal, change, options)
    return ReleasePreview(
        planned, current, newest, told(rehearsal.objects(), current, planned), options.strategy, error
    )


def _strategy(planned: Release, requested: str) -> str:
    """How the service would change objects: as its dry run says, else as requested, else as Helm does."""
    return planned.extras.get(APPLY_STRATEGY, "") or requested or TWO_WAY


def _rehearsal(kernel: Kernel) -> Rehearsal:
    """The rehearsal of the cluster of the settings. Raises KubeError that says what it is needed for."""
    try:
        kube = connect_cluster(kernel)
        kube.server_version()
    except KubeError as error:
        raise _unasked(error) from None
    rehearsal: Rehearsal = kernel.first("helm_rehearse_writes", kube=kube)
    return rehearsal


def _apply(kernel: Kernel, rehearsal: Rehearsal, change: ManifestChange, options: ApplyOptions) -> str:
    """Rehearse a change; the error that would break it off, empty when none would. Raises as `preview_upgrade`."""
    try:
        report = kernel.first("helm_apply_manifests", change=change, options=options, kube=rehearsal)
    except (KubeConnectionError, KubeLoginError, KubeTimeoutError) as error:
        raise _unasked(error) from None
    except PilothouseError as error:
        return error.message
    return "; ".join(report.errors) if change.wanted is None else ""


def _unasked(error: KubeError) -> KubeError:
    """The error of a cluster that does not answer, with what it was needed for."""
    error.message = f"cannot ask the cluster what would change: {error.message}"
    error.details = (*error.details, "the release service does not say it, so the cluster of the kubeconfig is asked")
    return error
