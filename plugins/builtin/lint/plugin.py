"""The extension points that `lint` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_lint_chart() -> Any:
    """To come."""
    return None
