"""``plugin list``: the installed command plugins. Rule: cmd/helm/plugin_list.go."""

from __future__ import annotations

from ....core.command import command
from ....core.debug_lines import debug
from ....core.errors import PluginError
from ....core.kernel import Kernel
from ._command_plugins import open_plugins, warn_of_built_in
from ._tables import text_table


@command("list")
def list_command_plugins(kernel: Kernel, args: tuple[str, ...]) -> None:
    """List the command plugins with their versions.

    Those whose plugin.yaml cannot be used are told of below the table, with the reason, and the exit code is 1.
    """
    debug(kernel, f"pluginDirs: {kernel.settings.plugin_path()}")
    plugins = open_plugins(kernel).installed()
    usable = [plugin for plugin in plugins if not plugin.problem]
    rows = [("NAME", "VERSION", "DESCRIPTION")]
    rows += [(plugin.name, plugin.version, plugin.description) for plugin in usable]
    kernel.console.line(text_table(rows))
    for plugin in usable:
        warn_of_built_in(kernel, plugin)
    broken = [plugin for plugin in plugins if plugin.problem]
    if broken:
        raise PluginError(
            "\n".join(plugin.problem for plugin in broken),
            hint=next((f"`plugin remove {plugin.name}` takes it away" for plugin in broken if plugin.name), ""),
        )
