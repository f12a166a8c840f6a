"""ReplicaSets and ReplicationControllers: as many Pods as they want."""

from __future__ import annotations

from ..cluster import Cluster, owner_reference, random_suffix
from ..selectors import object_selector
from ..store import Object
from .pods import STORE as PODS
from .pods import from_template, is_ready, phase_of

MOST_PODS = 500
"""How many Pods one workload gets at most; who asks for more is left waiting."""

_MOST_FAILED = 10


def reconcile(cluster: Cluster, owner: Object) -> None:
    """Create or remove Pods and count them."""
    store = "apps/replicasets" if owner["kind"] == "ReplicaSet" else "/replicationcontrollers"
    spec = owner["spec"]
    pods = _own_pods(cluster, owner)
    failed = [pod for pod in pods if phase_of(pod) == "Failed"]
    active = [pod for pod in pods if phase_of(pod) not in ("Failed", "Succeeded")]
    wanted = min(int(spec.get("replicas", 1)), MOST_PODS)
    if not owner["metadata"].get("deletionTimestamp"):
        # A kubelet would restart containers ever more slowly; a workload whose Pods fail again and again rests here.
        for _ in range(wanted - len(active) if len(failed) < _MOST_FAILED else 0):
            name = f"{owner['metadata']['name'][:57]}-"
            pod = from_template(spec["template"], owner["metadata"]["namespace"], name + random_suffix())
            pod["metadata"]["generateName"] = name
            pod["metadata"]["ownerReferences"] = [owner_reference(owner)]
            active.append(cluster.create(PODS, pod))
        active.sort(key=is_ready)
        for pod in active[: max(len(active) - wanted, 0)]:
            cluster.remove(PODS, pod)
        active = active[max(len(active) - wanted, 0) :]
    _count(cluster, store, owner, active)


def _own_pods(cluster: Cluster, owner: Object) -> list[Object]:
    """Its Pods; those that match its selector and belong to nobody become its own."""
    found = cluster.controlled(owner, PODS)
    selector = owner["spec"].get("selector")
    if owner["kind"] == "ReplicationController":
        selector = {"matchLabels": selector or {}}
    selects = object_selector(selector)
    for pod in cluster.all(PODS, owner["metadata"]["namespace"]):
        if selects(pod) and not any(entry.get("controller") for entry in pod["metadata"].get("ownerReferences") or ()):
            pod["metadata"].setdefault("ownerReferences", []).append(owner_reference(owner))
            found.append(cluster.update(PODS, pod))
    return found


def _count(cluster: Cluster, store: str, owner: Object, pods: list[Object]) -> None:
    ready = sum(map(is_ready, pods))
    status: Object = {"replicas": len(pods)}
    if pods:
        status["fullyLabeledReplicas"] = len(pods)
    if ready:
        status |= {"readyReplicas": ready, "availableReplicas": ready}
    status["observedGeneration"] = owner["metadata"].get("generation", 1)
    if status != owner.get("status"):
        owner["status"] = status
        cluster.update(store, owner)
