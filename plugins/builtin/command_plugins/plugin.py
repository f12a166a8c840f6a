"""The extension points that `command_plugins` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.command_plugin import FoundCommand
    from ....core.protocols import CommandPluginService, Getter


@hookimpl
def helm_find_getter(scheme: str, kernel: Kernel) -> Getter | None:
    """The downloader of a command plugin."""
    from .getter import find_getter

    return find_getter(scheme, kernel)


@hookimpl
def helm_find_commands(kernel: Kernel) -> list[FoundCommand]:
    """The commands of command plugins."""
    from .commands import find_commands

    return find_commands(kernel)


@hookimpl
def helm_open_command_plugins(kernel: Kernel) -> CommandPluginService:
    """The plugins in the folders of HELM_PLUGIN or of Helm's home."""
    from .service import HelmCommandPlugins

    return HelmCommandPlugins(kernel)
