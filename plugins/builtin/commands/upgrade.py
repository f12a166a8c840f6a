"""``upgrade``: bring a release to another chart or other values. Flags: cmd/helm/upgrade.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT64, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ....core.model.client_requests import Upgrade
from ....core.model.release_requests import UpdateRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG
from ._arguments import check_arguments
from ._chart_source import CHART_SOURCE_FLAGS, find_chart
from ._client import open_client
from ._connection import connect
from ._documents import OUTPUT_FLAG, TABLE
from ._printed_release import print_installed, print_release, print_status
from ._secrets import HIDE_SECRETS_FLAG, without_secrets_below
from ._tls_flags import TLS_FLAGS
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel


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
    Flag("--plan", completes="file", help="change nothing, and write what would be done to a file for `apply`"),
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
    if options["plan"] and options["dry_run"]:
        raise UsageError("--plan and --dry-run exclude each other", hint="--plan alone changes nothing either")
    client = open_client(kernel)
    service = connect(kernel, options)
    name = args[0]
    chart_path = find_chart(kernel, args[1], options)
    wanted = Upgrade(
        chart_path,
        value_sources(options).replace(
            cert_file=options["cert_file"], key_file=options["key_file"], ca_file=options["ca_file"]
        ),
        _request(name, options),
        install=options["install"],
        namespace=options["namespace"],
        atomic=options["atomic"],
        redact=without_secrets_below if options["hide_secrets"] else None,
    )
    output, hide_secrets = options["output"], options["hide_secrets"]
    if options["plan"]:
        from ._plan import save_plan

        save_plan(kernel, service, wanted, options["plan"], output)
        return
    upgraded = client.upgrade(service, wanted)
    if upgraded.installed:
        print_installed(
            kernel,
            service,
            upgraded.release,
            output=output,
            dry_run=options["dry_run"],
            hide_secrets=hide_secrets,
        )
        return
    if kernel.settings.enabled("debug"):
        print_release(kernel, upgraded.release, hide_secrets=hide_secrets)
    if output == TABLE:
        kernel.console.line(f"Release {quote(name)} has been upgraded.")
    print_status(kernel, service, name, output)


def _request(name: str, options: dict[str, Any]) -> UpdateRequest:
    """What the flags say about the upgrade itself."""
    return UpdateRequest(
        name=name,
        chart=None,
        dry_run=options["dry_run"],
        disable_hooks=options["no_hooks"] or options["disable_hooks"],
        recreate=options["recreate_pods"],
        force=options["force"],
        reset_values=options["reset_values"],
        reuse_values=options["reuse_values"],
        timeout=options["timeout"],
        wait=options["wait"],
        description=options["description"],
        sub_notes=options["render_subchart_notes"],
        cleanup_on_fail=options["cleanup_on_fail"],
        apply_strategy=options["apply_strategy"],
    )
