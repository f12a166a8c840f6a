"""``oci tags``: list the versions of a chart in a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import RepositoryError, UsageError
from .source_flags import CREDENTIAL_FLAGS, TLS_FLAGS, options_of

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "tags",
    Flag("--all", kind=BOOL, help="tags that are no versions too"),
    *CREDENTIAL_FLAGS,
    *TLS_FLAGS,
    usage=" [flags] oci://HOST/PATH/CHART",
)
def tags(kernel: Kernel, args: tuple[str, ...], *, all: bool, **flags: Any) -> None:
    """List the versions of a chart, newest first; with --all then the tags that are none."""
    from . import references
    from .registry import Registry

    if len(args) != 1:
        raise UsageError("This command needs 1 argument: oci://HOST/PATH/CHART")
    reference = references.parse(args[0])
    if not reference.path or reference.tag or reference.digest or reference.file:
        raise RepositoryError(f"{reference} is not a chart without a version", hint="oci://HOST/PATH/CHART is one")
    with Registry(reference.host, options_of(flags), kernel) as registry:
        found = registry.tags(reference.path)
    lines = references.newest_first(found)
    if all:
        lines += sorted(tag for tag in set(found) if not references.version_of(tag))
    for line in lines:
        kernel.console.line(line)
