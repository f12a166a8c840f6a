"""The extension points that `tiller_server` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.tiller_serving import TillerOptions
    from ....core.protocols import KernelView


@hookimpl
def helm_serve_releases(options: TillerOptions, kernel: KernelView) -> bool | None:
    """Serves until the program is stopped. Raises ReleaseError, SettingError, KubeError."""
    return None
