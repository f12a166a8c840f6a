"""Removing a plugin: its link first, then its delete script. Rule: cmd/helm/plugin_remove.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib import oserrors
from .manifest import Plugin, read_plugin
from .scripts import DELETE, run_script

if TYPE_CHECKING:
    from ....core.kernel import Kernel


def remove_plugin(kernel: Kernel, folder: str) -> None:
    """Remove the plugin that is linked at `folder`; what the link leads to stays. A broken one has no script to run.

    Raises PluginError: ``remove FOLDER: directory not empty`` for a plugin that is no link, or when its script fails.
    """
    plugin: Plugin | None
    try:
        plugin = read_plugin(folder)
    except PluginError:
        plugin = None
    _unlink(folder)
    if plugin is not None:
        run_script(kernel, plugin, DELETE)


def _unlink(path: str) -> None:
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)
    except OSError as error:
        hint = f"{path} is a folder, not a link: remove it by hand" if os.path.isdir(path) else ""
        raise PluginError(f"remove {path}: {oserrors.reason(error)}", hint=hint) from None
