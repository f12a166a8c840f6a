"""Definitions of custom kinds: accepted at once; when they are deleted, their objects go first."""

from __future__ import annotations

from ..cluster import Cluster
from ..crds import CLEANUP, DEFINITIONS, accept
from ..store import Object


def reconcile(cluster: Cluster, definition: Object) -> None:
    """Establish a new definition; empty the collection of one that is being deleted."""
    metadata = definition["metadata"]
    if not metadata.get("deletionTimestamp"):
        if not (definition.get("status") or {}).get("conditions"):
            accept(definition, cluster.timestamp)
            cluster.update(DEFINITIONS, definition)
        return
    if CLEANUP not in (metadata.get("finalizers") or ()):
        return
    store = f"{definition['spec']['group']}/{definition['spec']['names']['plural']}"
    for thing in cluster.all(store):
        cluster.remove(store, thing)
    metadata["finalizers"] = [word for word in metadata["finalizers"] if word != CLEANUP]
    cluster.update(DEFINITIONS, definition)
