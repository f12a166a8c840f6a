"""Pods: they are never run, but after a while their status says that they are, or what their annotations want."""

from __future__ import annotations

from typing import Any

from ..cluster import Cluster
from ..store import Object
from .rehearsal import PHASE, READY, annotation, must_wait

STORE = "/pods"
_ADDRESS = "10.244.0.9"


def reconcile(cluster: Cluster, pod: Object) -> None:
    """Give a Pod the phase and readiness that it shall have, when its time has come."""
    phase = annotation(pod, PHASE) or ("Succeeded" if _runs_to_an_end(pod) else "Running")
    if phase not in ("Running", "Succeeded", "Failed") or pod["metadata"].get("deletionTimestamp"):
        return
    is_ready = phase == "Running" and (annotation(pod, READY) or "true") == "true"
    status = pod.get("status") or {}
    if (status.get("phase"), _is_ready(status)) == (phase, is_ready) or must_wait(cluster, pod):
        return
    pod["status"] = {**status, **_status(pod, phase, is_ready, cluster.timestamp)}
    cluster.update(STORE, pod)


def is_ready(pod: Object) -> bool:
    """Whether a Pod is ready to serve."""
    return _is_ready(pod.get("status") or {})


def phase_of(pod: Object) -> str:
    """A Pod's phase."""
    return str((pod.get("status") or {}).get("phase", ""))


def from_template(template: Object, namespace: str, name: str) -> Object:
    """A new Pod out of a template, in the form in which the store keeps it; nulls and templates' times left out."""
    import copy

    from ..defaults import set_defaults, set_first_status

    metadata = copy.deepcopy(template.get("metadata") or {})
    kept = {key: metadata[key] for key in ("labels", "annotations", "finalizers") if metadata.get(key)}
    pod: Object = {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {"name": name, "namespace": namespace, **kept},
        "spec": copy.deepcopy(template.get("spec") or {}),
    }
    set_defaults(pod, STORE)
    set_first_status(pod, STORE)
    return pod


def _runs_to_an_end(pod: Object) -> bool:
    """Whether a Pod is for a piece of work: that of a Job, or one of its own that is never begun again."""
    if not pod["metadata"].get("ownerReferences") and pod["spec"].get("restartPolicy") == "Never":
        return True
    return any(owner.get("kind") == "Job" for owner in pod["metadata"].get("ownerReferences") or ())


def _is_ready(status: Object) -> bool:
    conditions = status.get("conditions") or ()
    return any(entry.get("type") == "Ready" and entry.get("status") == "True" for entry in conditions)


def _status(pod: Object, phase: str, ready: bool, timestamp: str) -> Object:
    readiness = "True" if ready else "False"
    conditions = {"PodScheduled": "True", "Initialized": "True", "ContainersReady": readiness, "Ready": readiness}
    containers = [entry for entry in pod["spec"].get("containers") or () if isinstance(entry, dict)]
    return {
        "phase": phase,
        "conditions": [
            {"type": kind, "status": status, "lastProbeTime": None, "lastTransitionTime": timestamp}
            for kind, status in conditions.items()
        ],
        "hostIP": "10.0.0.9",
        "podIP": _ADDRESS,
        "podIPs": [{"ip": _ADDRESS}],
        "startTime": timestamp,
        "containerStatuses": [_container(entry, phase, ready, timestamp) for entry in containers],
    }


def _container(container: Object, phase: str, ready: bool, timestamp: str) -> Object:
    state: dict[str, Any] = {"running": {"startedAt": timestamp}}
    if phase != "Running":
        failed = phase == "Failed"
        reason = "Error" if failed else "Completed"
        ended = {"exitCode": int(failed), "reason": reason, "startedAt": timestamp, "finishedAt": timestamp}
        state = {"terminated": ended}
    return {
        "name": container.get("name"),
        "state": state,
        "lastState": {},
        "ready": ready,
        "restartCount": 0,
        "image": container.get("image"),
        "imageID": f"sandbox://{container.get('image')}",
        "started": phase == "Running",
    }
