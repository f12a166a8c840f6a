"""The extension points that `lint_pitfalls` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_register_lint_rules() -> Any:
    """To come."""
    return []
