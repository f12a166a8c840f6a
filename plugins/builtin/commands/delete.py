"""``delete``: take releases off the cluster. Rules: cmd/helm/delete.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, INT64, Flag, command
from ....core.errors import UsageError
from ....core.model.release_requests import UninstallRequest
from ._client import open_client
from ._connection import connect
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "delete",
    Flag("--dry-run", kind=BOOL, help="only check that the releases exist"),
    Flag("--no-hooks", kind=BOOL, help="run no chart hooks"),
    Flag("--purge", kind=BOOL, help="erase the records too and free the name"),
    Flag("--timeout", kind=INT64, default=300, shown_default="300", help="seconds to wait for any one operation"),
    Flag("--description", help="description of the deletion, kept in the record"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME [...]",
)
def delete(
    kernel: Kernel,
    args: tuple[str, ...],
    *,
    dry_run: bool,
    no_hooks: bool,
    purge: bool,
    timeout: int,
    description: str,
    **tls: object,
) -> None:
    """Delete releases one after the other: their objects, and with --purge their records.

    Without --purge the history stays, and a rollback can bring a release back.
    """
    if not args:
        raise UsageError("command 'delete' requires a release name")
    client = open_client(kernel)
    service = connect(kernel, tls)
    for name in args:
        request = UninstallRequest(name, no_hooks, purge, timeout, description)
        client.uninstall(service, request, dry_run=dry_run)
        kernel.console.line(f'release "{name}" deleted')
        kernel.console.flush()
