"""The scale of a workload: how many replicas it shall have and has."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .cluster import Cluster
from .selectors import selector_text
from .status import bad_request, not_found
from .store import Object

if TYPE_CHECKING:
    from .api import Call

_KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def scale_of(thing: Object) -> Object:
    """The Scale object of a workload."""
    spec, status = thing.get("spec") or {}, thing.get("status") or {}
    selector = spec.get("selector")
    if thing["kind"] == "ReplicationController":
        selector = {"matchLabels": selector or {}}
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: thing["metadata"][key] for key in _KEPT if key in thing["metadata"]},
        "spec": {"replicas": spec.get("replicas", 1)},
        "status": {"replicas": status.get("replicas", 0), "selector": selector_text(selector)},
    }


def set_scale(cluster: Cluster, call: Call, scale: Any) -> Object:
    """Give a workload the replicas of a Scale object. Raises Refusal."""
    live = cluster.find(call.kind.store, call.namespace, call.name)
    if live is None:
        raise not_found(call.kind, call.name)
    spec = scale.get("spec") if isinstance(scale, dict) else None
    replicas = spec.get("replicas", 0) if isinstance(spec, dict) else 0
    if not isinstance(replicas, int) or isinstance(replicas, bool) or replicas < 0:
        raise bad_request("Scale cannot be handled: spec.replicas must be a number of at least 0")
    changed = copy.deepcopy(live)
    if changed["spec"].get("replicas") != replicas:
        changed["spec"]["replicas"] = replicas
        changed["metadata"]["generation"] = int(changed["metadata"].get("generation") or 0) + 1
        cluster.update(call.kind.store, changed)
    return scale_of(changed)
