"""The extension points that `getter_file` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_register_getters() -> Any:
    """To come."""
    return []
