"""The extension point that object_tables answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.protocols import KubeClient


@hookimpl
def helm_describe_objects(manifest: str, namespace: str, kube: KubeClient) -> str:
    """Tables of the live objects by version and kind, their Pods, and what is missing. Raises KubeError."""
    from .describe import describe_objects

    return describe_objects(manifest, namespace, kube)
