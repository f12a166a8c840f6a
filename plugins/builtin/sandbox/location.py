"""Where the sandbox's file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ....core.home import HelmHome

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KernelView


def sandbox_path(kernel: KernelView) -> str:
    """The path of the file below the home folder of Helm."""
    return HelmHome(cast("Kernel", kernel).settings.home()).join("pilothouse", "sandbox.db")
