"""``s3 push``: add an archive to a repository in a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from .repository import BucketRepository, repository_url

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "push",
    Flag("--force", kind=BOOL, help="replace another archive of the same name and version"),
    usage=" [flags] ARCHIVE REPOSITORY",
    completes="file",
)
def push(kernel: Kernel, args: tuple[str, ...], *, force: bool) -> None:
    """Add an archive to a repository in a bucket.

    REPOSITORY is the name of a registered repository or an s3:// URL. The signature beside the archive (ARCHIVE.prov)
    goes along. The index is updated; of several pushes at once none is lost.
    """
    if len(args) != 2:
        raise UsageError("This command needs 2 arguments: archive, repository")
    repository = BucketRepository(repository_url(args[1], kernel), kernel)
    kernel.console.line(f"Pushed {args[0]} to {repository.push(args[0], force=force)}")
