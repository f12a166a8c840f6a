"""``rollback``: go back to an earlier revision. Rules: cmd/helm/rollback.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT64, Flag, command
from ....core.model.release_requests import RollbackRequest
from ._apply_strategy import APPLY_STRATEGY_FLAG
from ._arguments import check_arguments
from ._client import open_client
from ._connection import connect
from ._revision import read_revision
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "rollback",
    Flag("--dry-run", kind=BOOL, help="change nothing"),
    Flag("--recreate-pods", kind=BOOL, help="restart the Pods of changed workloads"),
    Flag("--force", kind=BOOL, help="replace objects that cannot be changed"),
    Flag("--no-hooks", kind=BOOL, help="run no chart hooks"),
    Flag("--timeout", kind=INT64, default=300, shown_default="300", help="seconds to wait for any one operation"),
    Flag("--wait", kind=BOOL, help="wait until the objects are ready, as long as --timeout"),
    Flag("--description", help="description of the new revision"),
    Flag("--cleanup-on-fail", kind=BOOL, help="when it fails, delete the objects that it created"),
    APPLY_STRATEGY_FLAG,
    *TLS_FLAGS,
    usage=" [flags] [RELEASE] [REVISION]",
)
def rollback(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Bring a release back to what it was at an earlier revision, as a new revision.

    REVISION is a number that `history` shows; 0 stands for the revision before the newest one.
    """
    check_arguments(args, "release name", "revision number")
    revision = read_revision(args[1])
    request = RollbackRequest(
        name=args[0],
        revision=revision,
        dry_run=options["dry_run"],
        disable_hooks=options["no_hooks"],
        recreate=options["recreate_pods"],
        force=options["force"],
        timeout=options["timeout"],
        wait=options["wait"],
        description=options["description"],
        cleanup_on_fail=options["cleanup_on_fail"],
        apply_strategy=options["apply_strategy"],
    )
    open_client(kernel).rollback(connect(kernel, options), request)
