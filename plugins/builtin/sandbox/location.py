"""Where the sandbox's file is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.home import HelmHome
from ....core.settings import expand_environment

if TYPE_CHECKING:
    from ....core.protocols import KernelView


def sandbox_path(kernel: KernelView) -> str:
    """The path of the file below the home folder of Helm."""
    home = kernel.setting("home")
    if home.startswith("~"):
        home = os.path.join(os.environ.get("HOME", ""), home[1:].lstrip("/"))
    return HelmHome(expand_environment(home, os.environ)).join("pilothouse", "sandbox.db")
