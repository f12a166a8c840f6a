"""Installing a plugin: fetch it, read it, link it among the others, run its install script.

Rules: cmd/helm/plugin_install.go, pkg/plugin/installer. A plugin that cannot be read is not linked: Helm links it first
and then crashes on it in every later command. One whose script fails stays installed, as in Helm.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib import oserrors
from ....core.golib.path import clean
from ....core.home import HelmHome
from .manifest import Plugin, exists, read_plugin
from .scripts import INSTALL, debug, run_script
from .sources import source_of

if TYPE_CHECKING:
    from ....core.kernel import Kernel

MISSING = "plugin metadata (plugin.yaml) missing"


def install_plugin(kernel: Kernel, text: str, version: str) -> Plugin:
    """Install the plugin at a path or URL and return it. Raises PluginError, and what fetching raises."""
    source = source_of(kernel, text, version)
    plugins = HelmHome(kernel.settings.home()).plugins
    link = clean(os.path.join(plugins, source.name))
    if not os.path.exists(os.path.dirname(link)):
        raise PluginError(
            'plugin home "$HELM_HOME/plugins" does not exist', hint="`init --client-only` lays out the home"
        )
    if os.path.exists(link):
        raise PluginError("plugin already exists", details=(f"{link} is there",))
    folder = source.fetch()
    if not exists(folder):
        hint = "" if os.path.isdir(folder) else "from this machine only folders are installed: unpack it first"
        raise PluginError(MISSING, details=(f"looked for in {folder}",), hint=hint)
    plugin = read_plugin(folder)
    debug(kernel, f"symlinking {folder} to {link}")
    try:
        os.symlink(folder, link)
    except OSError as error:
        raise PluginError(f"symlink {folder} {link}: {oserrors.reason(error)}") from None
    debug(kernel, f"loading plugin from {link}")
    plugin = plugin.replace(folder=link)
    try:
        run_script(kernel, plugin, INSTALL)
    except PluginError as error:
        name = plugin.manifest.name
        error.hint = f"the plugin stays installed; `plugin remove {name}` takes it away"
        raise
    return plugin
