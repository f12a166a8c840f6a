"""Which cluster it is, whatever address it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import KubeStatusError
from .kube_namespace import NAMESPACES
from .model.kube_object import KubeObject

if TYPE_CHECKING:
    from .protocols import KubeClient

_OLDEST = "kube-system"
"""A namespace that every cluster has from its first moment on, and that nobody can delete."""


def cluster_identity(kube: KubeClient) -> str:
    """The uid of a cluster's oldest namespace; empty where that may not be read or is not there. Raises KubeError."""
    try:
        metadata = kube.get(KubeObject(NAMESPACES, "", _OLDEST)).get("metadata")
    except KubeStatusError:
        return ""
    uid = metadata.get("uid") if isinstance(metadata, dict) else None
    return uid if isinstance(uid, str) else ""
