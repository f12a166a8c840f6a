"""Deleting a release and rolling it back: commands of their own, and what ``--atomic`` does when an operation fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._connection import ask

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release_requests import RollbackRequest, UninstallRequest
    from ....core.protocols import ReleaseService


def uninstall(kernel: Kernel, service: ReleaseService, request: UninstallRequest, *, dry_run: bool) -> None:
    """Delete one release and print what the service says about it; with `dry_run` only see that it exists.

    Rule: DeleteRelease in pkg/helm/client.go.
    """
    if dry_run:
        ask(service.content, request.name)
        return
    result = ask(service.uninstall, request)
    if result.info:
        kernel.console.line(result.info)


def roll_back(kernel: Kernel, service: ReleaseService, request: RollbackRequest) -> None:
    """Roll a release back and say so."""
    ask(service.rollback, request)
    kernel.console.line("Rollback was a success.")
