"""Bringing a plugin up to date that is the checkout of a repository. Rule: cmd/helm/plugin_update.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib.path import base, clean
from ....core.home import HelmHome
from .checkout_detection import CANNOT_DETECT, checkout_in
from .install import MISSING
from .manifest import exists, read_plugin
from .scripts import UPDATE, debug, run_script
from .sources import without_password

if TYPE_CHECKING:
    from ....core.kernel import Kernel


def update_plugin(kernel: Kernel, folder: str) -> None:
    """Update the plugin at `folder` and run its update script.

    Raises PluginError: ``cannot get information about plugin source`` for what is no checkout, ``plugin repo was
    modified`` for one with changes, and what the program of the repository says.
    """
    exact = os.path.realpath(folder)
    try:
        checkout = checkout_in(kernel.settings.environment, exact)
    except PluginError as error:
        if error.message == CANNOT_DETECT:
            raise PluginError(
                "cannot get information about plugin source",
                details=(f"{exact} is no checkout of a git, svn, hg or bzr repository",),
                hint="a folder is updated where it is; for an archive, `plugin remove` and `plugin install` again",
            ) from None
        raise
    link = clean(os.path.join(HelmHome(kernel.settings.home()).plugins, base(checkout.remote)))
    if not os.path.exists(link):
        raise PluginError(
            "plugin does not exist",
            details=(f"a plugin from {without_password(checkout.remote)} is expected at {link}",),
        )
    debug(kernel, f"updating {without_password(checkout.remote)}")
    if checkout.is_dirty():
        raise PluginError("plugin repo was modified", details=(f"in {exact}",))
    checkout.update()
    if not exists(exact):
        raise PluginError(MISSING, details=(f"looked for in {exact}",))
    debug(kernel, f"loading plugin from {link}")
    run_script(kernel, read_plugin(link), UPDATE)
