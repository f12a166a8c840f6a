"""``install``: install a chart as a new release. Flags: cmd/helm/install.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT64, Flag, command
from ....core.debug_lines import debug
from ....core.golib.strconv import quote
from ....core.model.client_requests import Installation
from ....core.model.release_requests import InstallRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG
from ._arguments import check_arguments
from ._chart_source import CHART_SOURCE_FLAGS, find_chart
from ._client import open_client
from ._connection import connect
from ._documents import OUTPUT_FLAG
from ._printed_release import print_installed
from ._secrets import HIDE_SECRETS_FLAG, without_secrets_below
from ._tls_flags import TLS_FLAGS
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "install",
    *VALUES_FLAGS,
    Flag("--name", "-n", help="name of the release; default a generated one"),
    Flag("--namespace", help="namespace of the release; default that of the context"),
    Flag("--dry-run", kind=BOOL, help="render the chart and install nothing"),
    Flag("--no-hooks", kind=BOOL, help="run no chart hooks"),
    Flag("--no-crd-hook", kind=BOOL, help="run no crd-install hooks, but all others"),
    Flag("--replace", kind=BOOL, help="take the name of a deleted or failed release again"),
    Flag("--name-template", help="template that makes the name of the release"),
    Flag("--timeout", kind=INT64, default=300, shown_default="300", help="seconds to wait for any one operation"),
    Flag("--wait", kind=BOOL, help="wait until the objects are ready, as long as --timeout"),
    Flag("--atomic", kind=BOOL, help="when it fails, purge the release; with --wait"),
    *CHART_SOURCE_FLAGS,
    Flag("--dep-up", kind=BOOL, help="fetch subcharts that are missing"),
    Flag("--render-subchart-notes", kind=BOOL, help="show the notes of subcharts too"),
    Flag("--description", help="description of the first revision"),
    APPLY_STRATEGY_FLAG,
    HIDE_SECRETS_FLAG,
    OUTPUT_FLAG,
    *TLS_FLAGS,
    usage=" [CHART] [flags]",
    completes="file",
)
def install(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Install a chart as a new release and show the state of what came of it.

    CHART is a folder, an archive, the name of a chart in a repository (REPOSITORY/CHART, or CHART with --repo), or a
    URL. Values come from the chart, under those of --values files, --set, --set-string and --set-file, in this order.
    --dry-run --debug shows what would be installed.
    """
    check_arguments(args, "chart name")
    client = open_client(kernel)
    service = connect(kernel, options)
    debug(kernel, f"Original chart version: {quote(options['version'])}")
    chart_path = find_chart(kernel, args[0], options)
    request = InstallRequest(
        chart=None,
        name=options["name"],
        namespace=options["namespace"],
        dry_run=options["dry_run"],
        disable_hooks=options["no_hooks"],
        disable_crd_hook=options["no_crd_hook"],
        reuse_name=options["replace"],
        timeout=options["timeout"],
        wait=options["wait"],
        description=options["description"],
        sub_notes=options["render_subchart_notes"],
        apply_strategy=options["apply_strategy"],
    )
    release = client.install(
        service,
        Installation(
            chart_path,
            value_sources(options).replace(
                cert_file=options["cert_file"], key_file=options["key_file"], ca_file=options["ca_file"]
            ),
            request,
            name_template=options["name_template"],
            atomic=options["atomic"],
            update_requirements=options["dep_up"],
            redact=without_secrets_below if options["hide_secrets"] else None,
        ),
    )
    print_installed(
        kernel,
        service,
        release,
        output=options["output"],
        dry_run=options["dry_run"],
        hide_secrets=options["hide_secrets"],
    )
