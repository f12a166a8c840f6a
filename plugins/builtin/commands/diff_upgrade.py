"""``diff upgrade``: what an upgrade would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT64, Flag, command
from ....core.model.client_requests import Upgrade
from ....core.model.release_requests import UpdateRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG
from ._arguments import check_arguments
from ._chart_source import CHART_SOURCE_FLAGS, find_chart
from ._client import open_client
from ._comparison import COMPARISON_FLAGS, STRATEGY_FLAGS, apply_strategy, show_preview, show_revisions
from ._connection import connect
from ._manifests_alone import recorded_and_planned
from ._tls_flags import TLS_FLAGS
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_WITHOUT_EFFECT = (
    Flag("--atomic", kind=BOOL, hidden=True, help="nothing"),
    Flag("--cleanup-on-fail", kind=BOOL, hidden=True, help="nothing"),
    Flag("--description", hidden=True, help="nothing"),
    Flag("--dry-run", kind=BOOL, hidden=True, help="nothing: nothing is changed in any case"),
    Flag("--render-subchart-notes", kind=BOOL, hidden=True, help="nothing"),
    Flag("--timeout", kind=INT64, default=300, hidden=True, help="nothing"),
    Flag("--wait", kind=BOOL, hidden=True, help="nothing"),
)
"""Flags of ``upgrade`` that make no difference to what would be changed, so that its command lines serve here too."""


@command(
    "upgrade",
    *VALUES_FLAGS,
    *CHART_SOURCE_FLAGS,
    Flag("--install", "-i", kind=BOOL, help="show what an installation would make when there is no such release"),
    Flag("--allow-unreleased", kind=BOOL, help="the same as --install"),
    Flag("--namespace", help="namespace of a release that --install makes; default that of the context"),
    Flag("--reset-values", kind=BOOL, help="forget the values of the revision before"),
    Flag("--reuse-values", kind=BOOL, help="keep the values of the revision before under the new ones"),
    Flag("--recreate-pods", kind=BOOL, help="as if the Pods of changed workloads were restarted"),
    Flag("--force", kind=BOOL, help="as if objects that cannot be changed were replaced"),
    APPLY_STRATEGY_FLAG,
    *STRATEGY_FLAGS,
    *COMPARISON_FLAGS,
    *_WITHOUT_EFFECT,
    *TLS_FLAGS,
    usage=" [RELEASE] [CHART] [flags]",
    completes="file",
)
def diff_upgrade(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show what an upgrade with the same flags would change in the cluster.

    The upgrade is rehearsed by its own steps; the cluster answers every write as if it were done. Lines marked with !
    have drifted: somebody else changed them, and the upgrade brings them back. Drift that it leaves alone is named
    below the object.
    """
    check_arguments(args, "release name", "chart path")
    name = args[0]
    client = open_client(kernel)
    service = connect(kernel, options)
    chart_path = find_chart(kernel, args[1], options)
    request = UpdateRequest(
        name=name,
        chart=None,
        disable_hooks=options["no_hooks"],
        recreate=options["recreate_pods"],
        force=options["force"],
        reset_values=options["reset_values"],
        reuse_values=options["reuse_values"],
        apply_strategy=apply_strategy(options),
    )
    wanted = Upgrade(
        chart_path,
        value_sources(options).replace(
            cert_file=options["cert_file"], key_file=options["key_file"], ca_file=options["ca_file"]
        ),
        request,
        install=options["install"] or options["allow_unreleased"],
        namespace=options["namespace"],
    )
    title = f"upgrade of {name}"
    if not options["no_cluster"]:
        show_preview(kernel, client.preview_upgrade(service, wanted), options, title)
        return
    current, planned = recorded_and_planned(client, service, wanted)
    show_revisions(kernel, current, planned, options, f"{title}, manifests alone")
