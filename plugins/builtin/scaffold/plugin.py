"""The extension points that `scaffold` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_create_chart() -> Any:
    """To come."""
    return None
