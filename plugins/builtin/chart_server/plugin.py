"""The extension points that `chart_server` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.repository import ServeOptions
    from ....core.protocols import KernelView


@hookimpl
def helm_serve_charts(options: ServeOptions, kernel: KernelView) -> bool:
    """Serves until the program is stopped. Raises RepositoryError when the address cannot be used."""
    from .server import serve

    serve(options, kernel)
    return True
