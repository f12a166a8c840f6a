"""``release repair``: say which records are damaged, and put them out of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.model.release_requests import RepairRequest
from ._arguments import check_arguments
from ._connection import connect
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "repair",
    Flag("--dry-run", kind=BOOL, help="only say what would be done"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def repair(kernel: Kernel, args: tuple[str, ...], *, dry_run: bool, **tls: object) -> None:
    """Put the records of a release that cannot be decoded out of the way, so that work on it can go on.

    Says which they are and what is wrong with each. Their content is kept.
    """
    check_arguments(args, "release name")
    service = connect(kernel, tls)
    result = service.repair(RepairRequest(args[0], dry_run))
    for key, problem in result.damaged:
        kernel.console.line(f"{key}: {problem}")
    for action in result.actions:
        kernel.console.line(action)
