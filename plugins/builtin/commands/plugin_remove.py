"""``plugin remove``: remove command plugins. Rule: cmd/helm/plugin_remove.go."""

from __future__ import annotations

from ....core.command import command
from ....core.kernel import Kernel
from ._command_plugins import for_each, open_plugins


@command("remove", usage=" <plugin>...")
def remove_plugins(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Remove command plugins and run their delete scripts.

    A plugin is a link among the others, which goes; the folder or checkout behind it stays.
    """
    for_each(kernel, args, "remove", lambda plugin: open_plugins(kernel).remove(plugin), "Removed")
