"""The extension points that `tiller_manifests` answers."""

from __future__ import annotations

from typing import Any

from ....hookspecs import hookimpl


@hookimpl
def helm_build_tiller_manifests() -> Any:
    """To come."""
    return None
