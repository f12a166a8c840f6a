"""The extension points that `repositories` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_open_repositories() -> Any:
    """To come."""
    return None


@hookimpl
def helm_fetch_repository_index() -> Any:
    """To come."""
    return None


@hookimpl
def helm_open_repository_index() -> Any:
    """To come."""
    return None
