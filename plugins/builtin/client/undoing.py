"""Deleting a release and rolling it back: operations of their own, and what follows an atomic one that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.model.release_requests import RollbackRequest, UninstallRequest, UninstallResult
    from ....core.protocols import ReleaseService


def uninstall(
    kernel: Kernel, service: ReleaseService, request: UninstallRequest, *, dry_run: bool
) -> UninstallResult:
    """Delete one release and say what the service says about it; with `dry_run` only see that it exists.

    Rule: DeleteRelease in pkg/helm/client.go.
    """
    if dry_run:
        from ....core.model.release_requests import UninstallResult

        return UninstallResult(service.content(request.name))
    result = service.uninstall(request)
    if result.info:
        kernel.console.line(result.info)
    return result


def roll_back(kernel: Kernel, service: ReleaseService, request: RollbackRequest) -> Release:
    """Roll a release back and say so."""
    strategy = request.apply_strategy or kernel.setting("apply-strategy")
    release = service.rollback(request.replace(apply_strategy=strategy))
    kernel.console.line("Rollback was a success.")
    return release
