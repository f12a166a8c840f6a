"""The extension points that `packaging` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_package_chart() -> Any:
    """To come."""
    return None
