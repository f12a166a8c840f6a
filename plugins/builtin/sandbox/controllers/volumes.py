"""Volumes: available, and deleted as soon as that is asked for."""

from __future__ import annotations

from ..cluster import Cluster
from ..store import Object

STORE = "/persistentvolumes"
_PROTECTION = "kubernetes.io/pv-protection"


def reconcile(cluster: Cluster, volume: Object) -> None:
    """Let a volume go that is being deleted; offer any other."""
    metadata = volume["metadata"]
    if metadata.get("deletionTimestamp"):
        if _PROTECTION in (metadata.get("finalizers") or ()):
            metadata["finalizers"] = [word for word in metadata["finalizers"] if word != _PROTECTION]
            cluster.update(STORE, volume)
    elif (volume.get("status") or {}).get("phase") == "Pending":
        volume["status"] = {"phase": "Available"}
        cluster.update(STORE, volume)
