"""DaemonSets: one Pod, as on a cluster of one node."""

from __future__ import annotations

from ..cluster import Cluster, owner_reference, random_suffix
from ..store import Object
from .deployments import template_hash
from .pods import STORE as PODS
from .pods import from_template, is_ready, phase_of

STORE = "apps/daemonsets"
_REVISION = "controller-revision-hash"


def reconcile(cluster: Cluster, owner: Object) -> None:
    """Create or replace the Pod and count."""
    spec, name = owner["spec"], owner["metadata"]["name"]
    revision = template_hash(spec["template"])
    pods = [pod for pod in cluster.controlled(owner, PODS) if phase_of(pod) not in ("Failed", "Succeeded")]
    failed = len(cluster.controlled(owner, PODS)) - len(pods)
    rolls = (spec.get("updateStrategy") or {}).get("type") != "OnDelete"
    for pod in list(pods):
        if rolls and (pod["metadata"].get("labels") or {}).get(_REVISION) != revision:
            cluster.remove(PODS, pod)
            pods.remove(pod)
    if not pods and not owner["metadata"].get("deletionTimestamp") and failed < 10:
        pod = from_template(spec["template"], owner["metadata"]["namespace"], f"{name[:57]}-{random_suffix()}")
        pod["metadata"]["generateName"] = f"{name}-"
        pod["metadata"].setdefault("labels", {})[_REVISION] = revision
        pod["metadata"]["ownerReferences"] = [owner_reference(owner)]
        pods.append(cluster.create(PODS, pod))
    ready = sum(map(is_ready, pods))
    updated = sum((pod["metadata"].get("labels") or {}).get(_REVISION) == revision for pod in pods)
    status: Object = {
        "currentNumberScheduled": len(pods),
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 1,
        "numberReady": ready,
        "observedGeneration": owner["metadata"].get("generation", 1),
    }
    counts = {"updatedNumberScheduled": updated, "numberAvailable": ready, "numberUnavailable": 1 - ready}
    status |= {key: value for key, value in counts.items() if value}
    if status != owner.get("status"):
        owner["status"] = status
        cluster.update(STORE, owner)
