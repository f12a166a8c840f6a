"""What the commands below ``plugin`` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import PilothouseError, PluginError, UsageError
from ....core.text import as_format

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.command_plugin import CommandPlugin
    from ....core.protocols import CommandPluginService


def open_plugins(kernel: Kernel) -> CommandPluginService:
    """The command plugins of the user. Raises PluginError when nobody has them."""
    service: CommandPluginService = kernel.first("helm_open_command_plugins")
    return service


def warn_of_built_in(kernel: Kernel, plugin: CommandPlugin) -> None:
    """Say that a plugin's command cannot be reached, where its name is that of a command of this program.

    Only where somebody reads along: Helm says nothing, and runs its own command just so (CVE-2020-15186).
    """
    if kernel.console.explains and kernel.find_command("", plugin.name) is not None:
        kernel.console.notice(
            f"warning: plugin {plugin.name} ({plugin.folder}) cannot be called: a built-in command has its name"
        )


def for_each(
    kernel: Kernel, names: tuple[str, ...], work: str, act: Callable[[CommandPlugin], None], done: str
) -> None:
    """Do something with each plugin of `names`, say ``DONE plugin: NAME``, and go on after failures.

    `work` is the verb for messages (``update``). Raises PluginError in the end with all that failed, one a line:
    ``Plugin: NAME not found``, ``Failed to update plugin NAME, got error (…)``. Rule: cmd/helm/plugin_update.go.
    """
    if not names:
        raise UsageError(f"please provide plugin name to {work}")
    debug(kernel, f"loading installed plugins from {kernel.settings.plugin_path()}")
    installed = open_plugins(kernel).installed()
    failures: list[str] = []
    details: list[str] = []
    hint = ""
    for name in names:
        plugin = next((one for one in installed if one.name == name), None)
        if plugin is None:
            failures.append(f"Plugin: {name} not found")
            continue
        try:
            act(plugin)
        except PilothouseError as error:
            failures.append(f"Failed to {work} plugin {name}, got error ({error.message})")
            details += error.details
            hint = error.hint or hint
        else:
            kernel.console.line(f"{done} plugin: {name}")
    if failures:
        raise PluginError(as_format("\n".join(failures)), details=tuple(details), hint=hint)
