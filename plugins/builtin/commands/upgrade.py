"""``upgrade``: bring a release to another chart or other values. Rules: cmd/helm/upgrade.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT64, Flag, command
from ....core.errors import KubeError, KubeStatusError, PilothouseError, UnmetRequirementsError, UnsentRequestError
from ....core.golib.strconv import quote
from ....core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG, apply_strategy
from ._arguments import check_arguments
from ._chart_source import CHART_SOURCE_FLAGS, apply_requirements, find_chart, load_chart, warn_if_deprecated
from ._connection import ask, connect
from ._documents import OUTPUT_FLAG, TABLE
from ._installation import Installation, install_release, print_release, print_status, read_values_text
from ._secrets import HIDE_SECRETS_FLAG
from ._tls_flags import TLS_FLAGS
from ._undo import roll_back
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ValueSources
    from ....core.model.release import Release
    from ....core.model.release_requests import ReleaseSummary
    from ....core.protocols import ReleaseService


@command(
    "upgrade",
    *VALUES_FLAGS,
    Flag("--dry-run", kind=BOOL, help="render the chart and change nothing"),
    Flag("--recreate-pods", kind=BOOL, help="restart the Pods of changed workloads"),
    Flag("--force", kind=BOOL, help="replace objects that cannot be changed"),
    Flag("--disable-hooks", kind=BOOL, hidden=True, help="run no chart hooks; --no-hooks is its name now"),
    Flag("--no-hooks", kind=BOOL, help="run no chart hooks"),
    *CHART_SOURCE_FLAGS,
    Flag("--install", "-i", kind=BOOL, help="install the chart when there is no such release"),
    Flag("--namespace", help="namespace of a release that --install makes; default that of the context"),
    Flag("--timeout", kind=INT64, default=300, shown_default="300", help="seconds to wait for any one operation"),
    Flag("--reset-values", kind=BOOL, help="forget the values of the revision before"),
    Flag("--reuse-values", kind=BOOL, help="keep the values of the revision before under the new ones"),
    Flag("--wait", kind=BOOL, help="wait until the objects are ready, as long as --timeout"),
    Flag("--atomic", kind=BOOL, help="when it fails, roll back; with --wait"),
    Flag("--render-subchart-notes", kind=BOOL, help="show the notes of subcharts too"),
    Flag("--description", help="description of the new revision"),
    Flag("--cleanup-on-fail", kind=BOOL, help="when it fails, delete the objects that it created"),
    APPLY_STRATEGY_FLAG,
    HIDE_SECRETS_FLAG,
    OUTPUT_FLAG,
    *TLS_FLAGS,
    usage=" [RELEASE] [CHART] [flags]",
    completes="file",
)
def upgrade(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Upgrade a release to a chart, and show the state of what came of it.

    CHART is a folder, an archive, the name of a chart in a repository (REPOSITORY/CHART, or CHART with --repo), or a
    URL. Without any flag for values, those of the revision before stay; with some, they are dropped unless
    --reuse-values is given.
    """
    if options["disable_hooks"]:
        kernel.console.notice("Flag --disable-hooks has been deprecated, Use --no-hooks instead")
    check_arguments(args, "release name", "chart path")
    service = connect(kernel, options)
    name = args[0]
    chart_path = find_chart(kernel, args[1], options)
    sources = value_sources(options)
    options["no_hooks"] = options["no_hooks"] or options["disable_hooks"]
    options["wait"] = options["wait"] or options["atomic"]
    newest, problem = _newest_revision(service, name)
    if options["install"]:
        if newest is not None:
            _compare_namespaces(kernel, newest, options["namespace"])
        elif f"release: {quote(name)} not found" in problem:
            kernel.console.line(f"Release {quote(name)} does not exist. Installing it now.")
            install_release(kernel, service, _installation(kernel, name, chart_path, sources, options))
            return
    sources = sources.replace(
        cert_file=options["cert_file"], key_file=options["key_file"], ca_file=options["ca_file"]
    )
    request = _request(kernel, name, read_values_text(kernel, sources), options)
    release = _update(kernel, service, request, chart_path, newest if options["atomic"] else None)
    if kernel.settings.enabled("debug"):
        print_release(kernel, release, hide_secrets=options["hide_secrets"])
    if options["output"] == TABLE:
        kernel.console.line(f"Release {quote(name)} has been upgraded.")
    print_status(kernel, service, name, options["output"])


def _newest_revision(service: ReleaseService, name: str) -> tuple[ReleaseSummary | None, str]:
    """The newest revision of a release, or None and why there is none.

    Errors are left for the upgrade to meet again, but for a cluster that cannot be reached at all.
    """
    try:
        revisions = ask(service.history, name, 1)
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


def _request(kernel: Kernel, name: str, values_text: str, options: dict[str, Any]) -> UpdateRequest:
    """The upgrade that the flags ask for, without its chart."""
    return UpdateRequest(
        name=name,
        chart=None,
        values_text=values_text,
        dry_run=options["dry_run"],
        disable_hooks=options["no_hooks"],
        recreate=options["recreate_pods"],
        force=options["force"],
        reset_values=options["reset_values"],
        reuse_values=options["reuse_values"],
        timeout=options["timeout"],
        wait=options["wait"],
        description=options["description"],
        sub_notes=options["render_subchart_notes"],
        cleanup_on_fail=options["cleanup_on_fail"],
        apply_strategy=apply_strategy(kernel, options),
    )


def _installation(
    kernel: Kernel, name: str, chart_path: str, sources: ValueSources, options: dict[str, Any]
) -> Installation:
    """What ``--install`` installs; flags that Helm does not hand on are left out."""
    request = InstallRequest(
        chart=None,
        name=name,
        namespace=options["namespace"],
        dry_run=options["dry_run"],
        disable_hooks=options["no_hooks"],
        timeout=options["timeout"],
        wait=options["wait"],
        description=options["description"],
        apply_strategy=apply_strategy(kernel, options),
    )
    return Installation(
        chart_path=chart_path,
        sources=sources,
        request=request,
        atomic=options["atomic"],
        output=options["output"],
        hide_secrets=options["hide_secrets"],
    )


def _update(
    kernel: Kernel, service: ReleaseService, request: UpdateRequest, chart_path: str, last_good: ReleaseSummary | None
) -> Release:
    """Read the chart and upgrade to it. When that fails, a release with a `last_good` revision is brought back to it.

    Raises what reading the chart raises, and the error of the upgrade with ``UPGRADE FAILED: `` before it.
    """
    chart = load_chart(kernel, chart_path)
    try:
        chart = apply_requirements(kernel, chart, request.values_text)
        warn_if_deprecated(kernel, chart)
        kernel.console.flush()
        return ask(service.update, request.replace(chart=chart))
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
