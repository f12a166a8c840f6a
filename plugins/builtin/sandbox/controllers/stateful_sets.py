"""StatefulSets: Pods with lasting names and claims, made one after the other."""

from __future__ import annotations

import copy

from ..cluster import Cluster, owner_reference
from ..store import Object
from .deployments import template_hash
from .pods import STORE as PODS
from .pods import from_template, is_ready, phase_of
from .replica_sets import MOST_PODS

STORE = "apps/statefulsets"
_CLAIMS = "/persistentvolumeclaims"
_REVISION = "controller-revision-hash"


def reconcile(cluster: Cluster, owner: Object) -> None:
    """Create, replace or remove one Pod (all of them with parallel management) and count."""
    spec = owner["spec"]
    revision = f"{owner['metadata']['name']}-{template_hash(spec['template'])}"
    pods = {pod["metadata"]["name"]: pod for pod in cluster.controlled(owner, PODS)}
    if not owner["metadata"].get("deletionTimestamp"):
        _scale(cluster, owner, pods, revision)
    _count(cluster, owner, list(pods.values()), revision)


def _scale(cluster: Cluster, owner: Object, pods: dict[str, Object], revision: str) -> None:
    spec, base = owner["spec"], owner["metadata"]["name"]
    is_ordered = spec.get("podManagementPolicy") != "Parallel"
    names = [f"{base}-{number}" for number in range(min(int(spec.get("replicas", 1)), MOST_PODS))]
    for name in names:
        pod = pods.get(name)
        if pod is not None and phase_of(pod) in ("Failed", "Succeeded"):
            cluster.remove(PODS, pods.pop(name))
            pod = None
        if pod is None:
            pods[name] = _create(cluster, owner, name, revision)
        if is_ordered and not is_ready(pods[name]):
            break
    extra = sorted((name for name in pods if name not in names), key=_ordinal, reverse=True)
    for name in extra[:1] if is_ordered else extra:
        cluster.remove(PODS, pods.pop(name))
    if (spec.get("updateStrategy") or {}).get("type") == "OnDelete" or not all(map(is_ready, pods.values())):
        return
    partition = int(((spec.get("updateStrategy") or {}).get("rollingUpdate") or {}).get("partition", 0))
    for name in sorted(pods, key=_ordinal, reverse=True):
        old = (pods[name]["metadata"].get("labels") or {}).get(_REVISION) != revision
        if old and _ordinal(name) >= partition:
            cluster.remove(PODS, pods.pop(name))
            return


def _ordinal(name: str) -> int:
    text = name.rpartition("-")[2]
    return int(text) if text.isdigit() else 0


def _create(cluster: Cluster, owner: Object, name: str, revision: str) -> Object:
    spec, namespace = owner["spec"], owner["metadata"]["namespace"]
    existing = cluster.find(PODS, namespace, name)
    if existing is not None:
        return existing
    pod = from_template(spec["template"], namespace, name)
    labels = pod["metadata"].setdefault("labels", {})
    labels |= {_REVISION: revision, "statefulset.kubernetes.io/pod-name": name}
    pod["metadata"]["generateName"] = f"{owner['metadata']['name']}-"
    pod["metadata"]["ownerReferences"] = [owner_reference(owner)]
    pod["spec"] |= {"hostname": name, "subdomain": spec.get("serviceName", "")}
    volumes = [volume for volume in pod["spec"].get("volumes") or () if isinstance(volume, dict)]
    for template in spec.get("volumeClaimTemplates") or ():
        claim = f"{template['metadata'].get('name')}-{name}"
        volumes = [volume for volume in volumes if volume.get("name") != template["metadata"].get("name")]
        volumes.append({"name": template["metadata"].get("name"), "persistentVolumeClaim": {"claimName": claim}})
        _create_claim(cluster, owner, template, claim)
    if volumes:
        pod["spec"]["volumes"] = volumes
    return cluster.create(PODS, pod)


def _create_claim(cluster: Cluster, owner: Object, template: Object, name: str) -> None:
    from ..defaults import set_first_status

    namespace = owner["metadata"]["namespace"]
    if cluster.find(_CLAIMS, namespace, name) is not None:
        return
    annotations = template["metadata"].get("annotations")
    metadata = {"annotations": dict(annotations)} if annotations else {}
    labels = {**(template["metadata"].get("labels") or {}), **(owner["spec"]["selector"].get("matchLabels") or {})}
    claim: Object = {
        "kind": "PersistentVolumeClaim",
        "apiVersion": "v1",
        "metadata": {"name": name, "namespace": namespace, "labels": labels, **metadata},
        "spec": copy.deepcopy(template.get("spec") or {}),
    }
    set_first_status(claim, _CLAIMS)
    cluster.create(_CLAIMS, claim)


def _count(cluster: Cluster, owner: Object, pods: list[Object], revision: str) -> None:
    ready = sum(map(is_ready, pods))
    updated = sum((pod["metadata"].get("labels") or {}).get(_REVISION) == revision for pod in pods)
    old = owner.get("status") or {}
    done = updated == len(pods) == ready
    current = revision if done else old.get("currentRevision", revision)
    counts = {
        "readyReplicas": ready,
        "currentReplicas": updated if current == revision else len(pods) - updated,
        "updatedReplicas": updated,
    }
    status: Object = {"observedGeneration": owner["metadata"].get("generation", 1), "replicas": len(pods)}
    status |= {key: value for key, value in counts.items() if value}
    status |= {"currentRevision": current, "updateRevision": revision, "collisionCount": 0}
    if status != old:
        owner["status"] = status
        cluster.update(STORE, owner)
