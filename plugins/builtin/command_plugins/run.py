"""Running a plugin as a command.

Rule: loadPlugins in cmd/helm/load_plugins.go, PrepareCommand in pkg/plugin/plugin.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib.strconv import quote
from ....core.settings import expand_environment
from .environment import plugin_environment
from .passed_flags import take_flags
from .process import start, wait

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .manifest import Plugin


def run_plugin(kernel: Kernel, plugin: Plugin, words: list[str]) -> int:
    """Run a plugin with the words of its command line. Standard input, output and error are this process's.

    The command is split at single blanks after variables in it are expanded; no shell is involved. Returns 0. Raises
    PluginError with the plugin's own exit code when that is another, or when the plugin cannot be run.
    """
    manifest = plugin.manifest
    arguments = take_flags(words, kernel.settings)
    tunnel = None
    if manifest.use_tunnel:
        from .tunnel import open_tunnel

        tunnel = open_tunnel(kernel, manifest.name)
    try:
        code = _run(kernel, plugin, arguments)
    finally:
        if tunnel is not None:
            tunnel.close()
    if code:
        error = PluginError(f"plugin {quote(manifest.name)} exited with error", plugin=manifest.name)
        error.exit_code = code
        raise error
    return 0


def _run(kernel: Kernel, plugin: Plugin, arguments: list[str]) -> int:
    """The exit code of a plugin's command. Raises PluginError when it cannot be run."""
    manifest = plugin.manifest
    environment = plugin_environment(kernel.settings, manifest.name, plugin.folder)
    command = expand_environment(manifest.command, environment).split(" ")
    if not manifest.ignore_flags:
        command += arguments
    kernel.console.flush()
    return wait(start(command, environment))
