"""``apply``: do what a plan of ``upgrade --plan`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ._arguments import check_arguments
from ._client import open_client
from ._connection import connect, service_target
from ._documents import OUTPUT_FLAG, TABLE
from ._plan import done, print_plan
from ._printed_release import print_status
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.plan import Plan


@command(
    "apply",
    Flag("--show", kind=BOOL, help="show what the plan says, and stop there"),
    OUTPUT_FLAG,
    *TLS_FLAGS,
    usage=" FILE [flags]",
    completes="file",
)
def apply(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Do exactly what a plan says that `upgrade --plan` has written, or nothing.

    Nothing is rendered again: the revision is recorded and applied as it was saved, with the flags of the command that
    made the plan. When the cluster, the release or an object of the plan has moved since, nothing is done.
    """
    check_arguments(args, "plan file")
    plan: Plan = kernel.first("helm_open_plan", path=args[0])
    output = options["output"]
    if options["show"]:
        print_plan(kernel, plan, output)
        return
    service = connect(kernel, options)
    open_client(kernel).apply_plan(service, plan, remote=not service_target(kernel, options).is_here)
    if output == TABLE:
        done(kernel, plan)
    print_status(kernel, service, plan.planned.name, output)
