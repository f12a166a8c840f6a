"""Namespaces that are being deleted: first what is in them goes, then they."""

from __future__ import annotations

from ..cluster import Cluster
from ..deletion import DeleteOptions, delete_object
from ..store import Object

STORE = "/namespaces"
_LOOK_AGAIN = 0.2


def reconcile(cluster: Cluster, namespace: Object) -> None:
    """Delete the contents of a namespace that is on its way out, and let it go when it is empty."""
    metadata = namespace["metadata"]
    if not metadata.get("deletionTimestamp"):
        return
    name = metadata["name"]
    for store in cluster.store.stores_in(name):
        kind = cluster.kind_of_store(store)
        for thing in cluster.all(store, name):
            if cluster.store.by_uid(thing["metadata"]["uid"]) is None:
                continue
            if kind is None:
                cluster.remove(store, thing)
            elif not thing["metadata"].get("deletionTimestamp"):
                delete_object(cluster, kind, thing, DeleteOptions("Background"))
    if cluster.store.stores_in(name):
        cluster.later(namespace, _LOOK_AGAIN)
    elif (namespace.get("spec") or {}).get("finalizers"):
        namespace["spec"]["finalizers"] = []
        cluster.update(STORE, namespace)
