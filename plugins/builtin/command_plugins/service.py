"""The command plugins of a user, as other plugins know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.command_plugin import CommandPlugin
from .discover import BrokenPlugin, find_plugins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.kernel import Kernel
    from .manifest import Plugin


class HelmCommandPlugins:
    """The plugins in the folders of HELM_PLUGIN or of Helm's home; new ones are installed into the home.

    Broken ones are listed too, with their `problem`, and can be removed.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def installed(self) -> Sequence[CommandPlugin]:
        """All plugins, in the order of the path list and of the names of their folders."""
        return [_as_data(plugin) for plugin in find_plugins(self._kernel.settings, self._kernel.console)]

    def install(self, source: str, version: str) -> CommandPlugin:
        """Install a plugin from a path, an archive or a repository."""
        from .install import install_plugin

        return _as_data(install_plugin(self._kernel, source, version))

    def remove(self, plugin: CommandPlugin) -> None:
        """Remove a plugin and run its delete script."""
        from .remove import remove_plugin

        remove_plugin(self._kernel, plugin.folder)

    def update(self, plugin: CommandPlugin) -> None:
        """Bring a plugin up to date that is a checkout, and run its update script."""
        from .update import update_plugin

        update_plugin(self._kernel, plugin.folder)


def _as_data(plugin: Plugin | BrokenPlugin) -> CommandPlugin:
    if isinstance(plugin, BrokenPlugin):
        return CommandPlugin(plugin.name, "", "", "", plugin.folder, plugin.problem)
    manifest = plugin.manifest
    return CommandPlugin(manifest.name, manifest.version, manifest.usage, manifest.description, plugin.folder)
