"""``diff revision``: what differs between revisions of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ....core.errors import ReleaseError, UsageError
from ....core.golib.strconv import quote
from ._comparison import COMPARISON_FLAGS, show_revisions
from ._connection import connect
from ._revision import read_revision
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService

_MOST_ARGUMENTS = 3


@command("revision", *COMPARISON_FLAGS, *TLS_FLAGS, usage=" [flags] RELEASE [REVISION1 [REVISION2]]")
def diff_revision(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show what differs between the manifests of two revisions of a release, as they are recorded.

    With one revision, that and the newest one are compared; with none, the newest two. The cluster is not looked at.
    """
    if not 1 <= len(args) <= _MOST_ARGUMENTS:
        raise UsageError("This command needs 1 to 3 arguments: release name, revision number, revision number")
    name = args[0]
    numbers = [read_revision(text) for text in args[1:]]
    service = connect(kernel, options)
    if not numbers:
        numbers = _newest_two(service, name)
    before = service.content(name, numbers[0])
    after = service.content(name, numbers[1] if len(numbers) > 1 else 0)
    show_revisions(kernel, before, after, options, f"{name}: revisions {before.revision} and {after.revision}")


def _newest_two(service: ReleaseService, name: str) -> list[int]:
    """The numbers of the newest two revisions, the older one first."""
    revisions = [summary.revision for summary in service.history(name, 2)]
    if len(revisions) < 2:
        raise ReleaseError(f"release {quote(name)} has one revision only, and nothing to compare it with")
    return sorted(revisions)[-2:]
