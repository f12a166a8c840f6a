"""The commands of plugins, as the command line finds them. Rule: loadPlugins in cmd/helm/load_plugins.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib.strconv import quote
from ....core.model.command_plugin import FoundCommand
from .discover import BrokenPlugin, find_plugins

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .manifest import Plugin


def find_commands(kernel: Kernel) -> list[FoundCommand]:
    """A command for each plugin; none with HELM_NO_PLUGINS=1.

    A plugin that cannot be used has one too, which says why. A broken path list is told on standard error, as Helm
    does, and gives no commands.
    """
    if kernel.settings.environment.get("HELM_NO_PLUGINS") == "1":
        return []
    try:
        plugins = find_plugins(kernel.settings, kernel.console)
    except PluginError as error:
        kernel.console.notice(f"failed to load plugins: {error.message}")
        return []
    commands = [_broken_command(one) if isinstance(one, BrokenPlugin) else _command(kernel, one) for one in plugins]
    return [command for command in commands if command.name]


def _command(kernel: Kernel, plugin: Plugin) -> FoundCommand:
    def run(words: list[str]) -> int:
        from .run import run_plugin

        return run_plugin(kernel, plugin, words)

    manifest = plugin.manifest
    usage = manifest.usage or f"the {quote(manifest.name)} plugin"
    return FoundCommand(manifest.name, usage, manifest.description, run)


def _broken_command(plugin: BrokenPlugin) -> FoundCommand:
    def run(words: list[str]) -> int:
        raise PluginError(plugin.problem, plugin=plugin.name, hint=f"`plugin remove {plugin.name}` takes it away")

    return FoundCommand(plugin.name, "this plugin is broken", plugin.problem, run, plugin.problem)
