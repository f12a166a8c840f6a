"""Bringing a release to another chart or other values. Rules: upgradeCmd.run in cmd/helm/upgrade.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeError, KubeStatusError, PilothouseError, UnmetRequirementsError, UnsentRequestError
from ....core.golib.strconv import quote
from ....core.model.client_requests import Installation, Upgraded
from ....core.model.release_requests import InstallRequest, RollbackRequest
from .charts import apply_requirements, load_chart, read_values_text, warn_if_deprecated
from .installing import install_release
from .undoing import roll_back

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.client_requests import Upgrade
    from ....core.model.release import Release
    from ....core.model.release_requests import ReleaseSummary, UpdateRequest
    from ....core.protocols import ReleaseService


def upgrade_release(kernel: Kernel, service: ReleaseService, upgrade: Upgrade) -> Upgraded:
    """Upgrade a release, or install it where it does not exist and that is asked for.

    Raises what reading the chart and the service raise.
    """
    request = request_of(kernel, upgrade)
    name = request.name
    newest, problem = newest_revision(service, name)
    if upgrade.install:
        if newest is not None:
            _compare_namespaces(kernel, newest, upgrade.namespace)
        elif is_unknown(name, problem):
            kernel.console.line(f"Release {quote(name)} does not exist. Installing it now.")
            return Upgraded(install_release(kernel, service, installation_of(upgrade)), installed=True)
    request = request.replace(values_text=read_values_text(kernel, upgrade.sources))
    release = _update(kernel, service, request, upgrade.chart_path, newest if upgrade.atomic else None)
    return Upgraded(release, installed=False)


def request_of(kernel: Kernel, upgrade: Upgrade) -> UpdateRequest:
    """The request of an upgrade with what follows from its flags and the settings."""
    return upgrade.request.replace(
        wait=upgrade.request.wait or upgrade.atomic,
        apply_strategy=upgrade.request.apply_strategy or kernel.setting("apply-strategy"),
    )


def is_unknown(name: str, problem: str) -> bool:
    """Whether the problem of `newest_revision` is that there is no release of that name."""
    return f"release: {quote(name)} not found" in problem


def newest_revision(service: ReleaseService, name: str) -> tuple[ReleaseSummary | None, str]:
    """The newest revision of a release, or None and why there is none.

    Errors are left for the upgrade to meet again, but for a cluster that cannot be reached at all.
    """
    try:
        revisions = service.history(name, 1)
    except PilothouseError as error:
        if isinstance(error, KubeError) and not isinstance(error, KubeStatusError):
            raise
        return None, error.message
    return (revisions[0] if revisions else None), ""


def _compare_namespaces(kernel: Kernel, newest: ReleaseSummary, wanted: str) -> None:
    """Warn when a release is not in the namespace that is wanted: it stays where it is."""
    wanted = wanted or kernel.first("helm_default_namespace")
    if wanted != newest.namespace and not newest.damaged:
        kernel.console.line(
            f"WARNING: Namespace {quote(wanted)} doesn't match with previous. "
            f"Release will be deployed to {newest.namespace}"
        )


def installation_of(upgrade: Upgrade) -> Installation:
    """What is installed where there is no release; what Helm does not hand on is left out."""
    update = upgrade.request
    request = InstallRequest(
        chart=update.chart,
        name=update.name,
        namespace=upgrade.namespace,
        dry_run=update.dry_run,
        disable_hooks=update.disable_hooks,
        timeout=update.timeout,
        wait=update.wait,
        description=update.description,
        apply_strategy=update.apply_strategy,
    )
    sources = upgrade.sources.replace(cert_file="", key_file="", ca_file="")
    return Installation(upgrade.chart_path, sources, request, atomic=upgrade.atomic, redact=upgrade.redact)


def _update(
    kernel: Kernel, service: ReleaseService, request: UpdateRequest, chart_path: str, last_good: ReleaseSummary | None
) -> Release:
    """Read the chart and upgrade to it. When that fails, a release with a `last_good` revision is brought back to it.

    Raises what reading the chart raises, and the error of the upgrade with ``UPGRADE FAILED: `` before it.
    """
    chart = request.chart or load_chart(kernel, chart_path)
    try:
        chart = with_requirements(kernel, chart, request.values_text)
        kernel.console.flush()
        return service.update(request.replace(chart=chart))
    except UnmetRequirementsError:
        raise
    except PilothouseError as error:
        kernel.console.line(f"UPGRADE FAILED\nError: {error.message}")
        if last_good is not None and not isinstance(error, UnsentRequestError):
            kernel.console.write("ROLLING BACK")
            kernel.console.flush()
            roll_back(kernel, service, _rollback(request, last_good.revision))
        error.message = f"UPGRADE FAILED: {error.message}"
        raise


def with_requirements(kernel: Kernel, chart: Chart, values_text: str) -> Chart:
    """A chart as an upgrade sends it; that it is deprecated is said. Raises RequirementsError, ValuesError."""
    chart = apply_requirements(kernel, chart, values_text)
    warn_if_deprecated(kernel, chart)
    return chart


def _rollback(request: UpdateRequest, revision: int) -> RollbackRequest:
    """The way back from an upgrade that failed, done in the same manner."""
    return RollbackRequest(
        name=request.name,
        revision=revision,
        dry_run=request.dry_run,
        disable_hooks=request.disable_hooks,
        recreate=request.recreate,
        force=request.force,
        timeout=request.timeout,
        wait=request.wait,
        cleanup_on_fail=request.cleanup_on_fail,
        apply_strategy=request.apply_strategy,
    )
