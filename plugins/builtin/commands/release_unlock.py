"""``release unlock``: say what is stuck, and clear it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.model.release_requests import UnlockRequest
from ._arguments import check_arguments
from ._connection import connect
from ._release_dump import ctime
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release_requests import UnlockResult


@command(
    "unlock",
    Flag("--dry-run", kind=BOOL, help="only say what would be done"),
    Flag("--force", kind=BOOL, help="clear it even if the operation may still be under way"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def unlock(kernel: Kernel, args: tuple[str, ...], *, dry_run: bool, force: bool, **tls: object) -> None:
    """Clear a release whose newest revision is pending because the operation on it is gone.

    Says who wrote that revision and when, which of its objects exist, and what was done. A release is left alone while
    somebody still works on it, and without --force also where nobody can tell.
    """
    check_arguments(args, "release name")
    service = connect(kernel, tls)
    for line in _lines(service.unlock(UnlockRequest(args[0], dry_run, force))):
        kernel.console.line(line)


def _lines(result: UnlockResult) -> list[str]:
    """What is said of a stuck revision."""
    if not result.status:
        return list(result.actions)
    lines = [f"RELEASE: {result.name}", f"REVISION: {result.revision}", f"STATUS: {result.status}"]
    if result.holder:
        lines.append(f"WRITTEN BY: {result.holder}")
    if result.since is not None:
        lines.append(f"SINCE: {ctime(result.since)}")
    for title, objects in (("FOUND", result.found), ("REMOVED", result.removed)):
        if objects:
            lines += [f"{title}:", *(f"  {name}" for name in objects)]
    return [*lines, *result.actions]
