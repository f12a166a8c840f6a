"""``diff rollback``: what a rollback would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.model.release_requests import RollbackRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG
from ._arguments import check_arguments
from ._client import open_client
from ._comparison import COMPARISON_FLAGS, STRATEGY_FLAGS, apply_strategy, show_preview, show_revisions
from ._connection import connect
from ._revision import read_revision
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "rollback",
    Flag("--recreate-pods", kind=BOOL, help="as if the Pods of changed workloads were restarted"),
    Flag("--force", kind=BOOL, help="as if objects that cannot be changed were replaced"),
    APPLY_STRATEGY_FLAG,
    *STRATEGY_FLAGS,
    *COMPARISON_FLAGS,
    *TLS_FLAGS,
    usage=" [flags] [RELEASE] [REVISION]",
)
def diff_rollback(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show what a rollback would change in the cluster.

    REVISION is a number that `history` shows; 0, or none, stands for the revision before the newest one.
    """
    if len(args) == 1:
        args = (*args, "0")
    check_arguments(args, "release name", "revision number")
    name, revision = args[0], read_revision(args[1])
    client = open_client(kernel)
    service = connect(kernel, options)
    request = RollbackRequest(
        name=name,
        revision=revision,
        dry_run=options["no_cluster"],
        disable_hooks=options["no_hooks"],
        recreate=options["recreate_pods"],
        force=options["force"],
        apply_strategy=apply_strategy(options),
    )
    title = f"rollback of {name} to {f'revision {revision}' if revision else 'the revision before'}"
    if not options["no_cluster"]:
        show_preview(kernel, client.preview_rollback(service, request), options, title)
        return
    planned = service.rollback(request)
    show_revisions(kernel, service.content(name), planned, options, f"{title}, manifests alone")
