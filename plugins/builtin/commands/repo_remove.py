"""``repo remove``: forget repositories. Rules: cmd/helm/repo_remove.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import command
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ._repositories import repositories

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("remove", usage=" [flags] [NAME]")
def remove_repositories(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Forget repositories and what is kept of their indexes."""
    if not args:
        raise UsageError("need at least one argument, name of chart repository")
    service = repositories(kernel)
    for name in args:
        service.remove(name)
        kernel.console.line(f"{quote(name)} has been removed from your repositories")
