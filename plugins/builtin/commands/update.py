"""``update``: the old name of ``repo update``. Rules: newUpdateCmd in cmd/helm/helm.go (docs: deprecated)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ._refresh import refresh_repositories

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "update",
    Flag("--strict", kind=BOOL, help="fail when an index cannot be fetched"),
    usage=" [REPO_NAME] [flags]",
)
def update(kernel: Kernel, args: tuple[str, ...], *, strict: bool) -> None:
    """Fetch the indexes of all registered repositories, or of one. Deprecated: use `repo update`."""
    kernel.console.notice("Command \"update\" is deprecated, Use 'helm repo update'\n")
    refresh_repositories(kernel, args[0] if args else "", strict=strict)
