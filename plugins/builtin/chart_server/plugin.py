"""The extension points that `chart_server` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_serve_charts() -> Any:
    """To come."""
    return None
