"""The extension points that `scaffold` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.options import ScaffoldOptions
    from ....core.protocols import KernelView


@hookimpl
def helm_create_chart(path: str, options: ScaffoldOptions, kernel: KernelView) -> bool:
    """A chart from the built-in scaffold, or from a starter. Raises ChartError."""
    if options.starter:
        from .starter import create_from_starter

        create_from_starter(path, options.starter, kernel)
    else:
        from .scaffold import create_scaffold

        create_scaffold(path)
    return True
