"""The garbage collector: objects go when all their owners are gone, or first, or stay as orphans.

Rules: pkg/controller/garbagecollector of Kubernetes 1.20.
"""

from __future__ import annotations

from ..cluster import Cluster
from ..deletion import FOREGROUND, ORPHAN, DeleteOptions, delete_object
from ..store import Object


def collect(cluster: Cluster, uid: str) -> None:
    """Delete what an object that is gone has owned, unless another owner is left."""
    for store, thing in cluster.store.dependents(uid):
        owners = [entry for entry in thing["metadata"].get("ownerReferences") or () if entry.get("uid") != uid]
        if any(cluster.store.by_uid(str(entry.get("uid"))) is not None for entry in owners):
            thing["metadata"]["ownerReferences"] = owners
            cluster.update(store, thing)
        else:
            _delete(cluster, store, thing, "Background")


def finish(cluster: Cluster, store: str, thing: Object) -> bool:
    """Go on with an object that is being deleted and that waits for what it owns. Whether there was such work."""
    metadata = thing["metadata"]
    finalizers = metadata.get("finalizers") or []
    if not metadata.get("deletionTimestamp"):
        return False
    if ORPHAN in finalizers:
        for place, dependent in cluster.store.dependents(metadata["uid"]):
            references = dependent["metadata"]["ownerReferences"]
            kept = [entry for entry in references if entry.get("uid") != metadata["uid"]]
            dependent["metadata"]["ownerReferences"] = kept
            if not kept:
                del dependent["metadata"]["ownerReferences"]
            cluster.update(place, dependent)
        _done(cluster, store, thing, ORPHAN)
        return True
    if FOREGROUND in finalizers:
        blocking = False
        for place, dependent in cluster.store.dependents(metadata["uid"]):
            if not dependent["metadata"].get("deletionTimestamp"):
                _delete(cluster, place, dependent, "Foreground")
            still = cluster.store.by_uid(dependent["metadata"]["uid"])
            blocking = blocking or (still is not None and _blocks(dependent, metadata["uid"]))
        if not blocking:
            _done(cluster, store, thing, FOREGROUND)
        return True
    return False


def _blocks(dependent: Object, uid: str) -> bool:
    references = dependent["metadata"].get("ownerReferences") or ()
    return any(entry.get("uid") == uid and entry.get("blockOwnerDeletion") for entry in references)


def _delete(cluster: Cluster, store: str, thing: Object, policy: str) -> None:
    kind = cluster.kind_of_store(store)
    if kind is None:
        cluster.remove(store, thing)
    elif policy == "Foreground" and not cluster.store.dependents(thing["metadata"]["uid"]):
        delete_object(cluster, kind, thing, DeleteOptions("Background"))
    else:
        delete_object(cluster, kind, thing, DeleteOptions(policy))


def _done(cluster: Cluster, store: str, thing: Object, finalizer: str) -> None:
    kept = [word for word in thing["metadata"]["finalizers"] if word != finalizer]
    thing["metadata"]["finalizers"] = kept
    if not kept:
        del thing["metadata"]["finalizers"]
    cluster.update(store, thing)
