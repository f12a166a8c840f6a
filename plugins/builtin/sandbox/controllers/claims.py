"""Claims: bound after a while; while a Pod uses them they are not deleted."""

from __future__ import annotations

from ..cluster import Cluster
from ..store import Object
from .pods import STORE as PODS
from .pods import phase_of
from .rehearsal import PHASE, annotation, must_wait

STORE = "/persistentvolumeclaims"
_PROTECTION = "kubernetes.io/pvc-protection"
_LOOK_AGAIN = 0.5


def reconcile(cluster: Cluster, claim: Object) -> None:
    """Bind a claim, or let it go."""
    if claim["metadata"].get("deletionTimestamp"):
        _release(cluster, claim)
        return
    status = claim.get("status") or {}
    if status.get("phase") == "Bound" or annotation(claim, PHASE) == "Pending" or must_wait(cluster, claim):
        return
    spec = claim["spec"]
    capacity = (spec.get("resources") or {}).get("requests")
    claim["status"] = {"phase": "Bound", "accessModes": spec.get("accessModes") or []}
    if capacity:
        claim["status"]["capacity"] = capacity
    cluster.update(STORE, claim)


def _release(cluster: Cluster, claim: Object) -> None:
    metadata = claim["metadata"]
    if _PROTECTION not in (metadata.get("finalizers") or ()):
        return
    for pod in cluster.all(PODS, metadata["namespace"]):
        volumes = pod["spec"].get("volumes") or ()
        names = [(volume.get("persistentVolumeClaim") or {}).get("claimName") for volume in volumes]
        if metadata["name"] in names and phase_of(pod) not in ("Succeeded", "Failed"):
            cluster.later(claim, _LOOK_AGAIN)
            return
    metadata["finalizers"] = [word for word in metadata["finalizers"] if word != _PROTECTION]
    if not metadata["finalizers"]:
        del metadata["finalizers"]
    cluster.update(STORE, claim)
