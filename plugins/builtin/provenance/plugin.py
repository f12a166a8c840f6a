"""The extension points that `provenance` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_verify_provenance() -> Any:
    """To come."""
    return None


@hookimpl
def helm_sign_chart() -> Any:
    """To come."""
    return None
