"""``diff release``: what differs between two releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ....core.preview_states import release_states
from ._arguments import check_arguments
from ._comparison import COMPARISON_FLAGS, show_states
from ._connection import connect
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("release", *COMPARISON_FLAGS, *TLS_FLAGS, usage=" [flags] RELEASE1 RELEASE2")
def diff_release(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show what differs between the manifests of two releases, as their newest revisions have them.

    Objects are compared that have the same kind and, but for the names of the releases in them, the same name.
    """
    check_arguments(args, "release name", "release name")
    service = connect(kernel, options)
    first, second = service.content(args[0]), service.content(args[1])
    states = release_states(first, second, hooks=not options["no_hooks"], tests=options["include_tests"])
    show_states(kernel, states, options, f"releases {first.name} and {second.name}")
