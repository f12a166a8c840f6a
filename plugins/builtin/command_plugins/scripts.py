"""Running the scripts of a plugin: what plugin.yaml calls hooks, for install, update and delete.

Rule: runHook in cmd/helm/plugin.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib.strconv import quote
from .environment import plugin_environment
from .process import look_up, start, wait

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .manifest import Plugin

INSTALL = "install"
UPDATE = "update"
DELETE = "delete"


def run_script(kernel: Kernel, plugin: Plugin, event: str) -> None:
    """Run the script of a plugin for an event with ``sh -c``, if it has one; its input is empty.

    Raises PluginError (``plugin install hook for "x" exited with error``).
    """
    script = plugin.manifest.script(event)
    if not script:
        return
    import subprocess

    name = plugin.manifest.name
    environment = plugin_environment(kernel.settings, name, plugin.folder)
    debug(kernel, f"running {event} hook: {look_up('sh', environment)} -c {script}")
    kernel.console.flush()
    code = wait(start(["sh", "-c", script], environment, stdin=subprocess.DEVNULL))
    if code:
        raise PluginError(
            f"plugin {event} hook for {quote(name)} exited with error",
            plugin=name,
            details=(f"exit code {code} of: sh -c {script}",),
        )


def debug(kernel: Kernel, text: str) -> None:
    """Print a line about what is done, with ``--debug`` alone."""
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] {text}")
