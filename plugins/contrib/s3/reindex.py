"""``s3 reindex``: make the index of a repository in a bucket anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import command
from ....core.errors import UsageError
from .repository import BucketRepository, repository_url

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("reindex", usage=" [flags] REPOSITORY")
def reindex(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Make the index of a repository in a bucket anew, from the archives that are there.

    REPOSITORY is the name of a registered repository or an s3:// URL. All archives are read; what was pushed meanwhile
    is not lost.
    """
    if len(args) != 1:
        raise UsageError("This command needs 1 argument: repository")
    repository = BucketRepository(repository_url(args[0], kernel), kernel)
    count = repository.reindex()
    kernel.console.line(f"Indexed {count} {'archive' if count == 1 else 'archives'} at {repository.url}")
