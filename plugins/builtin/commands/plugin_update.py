"""``plugin update``: bring command plugins up to date. Rule: cmd/helm/plugin_update.go."""

from __future__ import annotations

from ....core.command import command
from ....core.kernel import Kernel
from ._command_plugins import for_each, open_plugins


@command("update", usage=" <plugin>...")
def update_plugins(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Update command plugins that are checkouts of a repository, and run their update scripts.

    A checkout on a branch gets that branch's newest commit; one at a tag stays there. One with changes is refused.
    """
    for_each(kernel, args, "update", lambda plugin: open_plugins(kernel).update(plugin), "Updated")
