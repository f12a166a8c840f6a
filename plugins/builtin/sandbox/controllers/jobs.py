"""Jobs: Pods until enough have succeeded, or too many have failed. Rules: pkg/controller/job of Kubernetes 1.20.

A failed Pod is followed by the next after a pause that doubles, as in Kubernetes, but begins with one second.
"""

from __future__ import annotations

from .. import moments
from ..cluster import Cluster, owner_reference, random_suffix
from ..store import Object
from .pods import STORE as PODS
from .pods import from_template, phase_of
from .replica_sets import MOST_PODS

STORE = "batch/jobs"
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 360.0


def reconcile(cluster: Cluster, job: Object) -> None:
    """Start Pods, or say that the Job is complete or failed."""
    status = job.get("status") or {}
    if job["metadata"].get("deletionTimestamp") or any(
        entry.get("type") in ("Complete", "Failed") for entry in status.get("conditions") or ()
    ):
        return
    spec = job["spec"]
    pods = cluster.controlled(job, PODS)
    succeeded = sum(phase_of(pod) == "Succeeded" for pod in pods)
    failed = sum(phase_of(pod) == "Failed" for pod in pods)
    active = [pod for pod in pods if phase_of(pod) not in ("Succeeded", "Failed")]
    started = status.get("startTime", cluster.timestamp)
    verdict = _verdict(cluster, spec, started, succeeded, failed, len(active))
    if verdict is None:
        _start_pods(cluster, job, active, succeeded, failed)
    elif verdict["type"] == "Failed":
        for pod in active:
            cluster.remove(PODS, pod)
            failed += 1
        active = []
    counts = {"active": len(active), "succeeded": succeeded, "failed": failed}
    new: Object = {"conditions": [verdict]} if verdict else {}
    new["startTime"] = started
    if verdict and verdict["type"] == "Complete":
        new["completionTime"] = cluster.timestamp
    new |= {key: value for key, value in counts.items() if value}
    if new != status:
        job["status"] = new
        cluster.update(STORE, job)


def _verdict(
    cluster: Cluster, spec: Object, started: str, succeeded: int, failed: int, active: int
) -> dict[str, str] | None:
    """The condition that ends a Job, or None."""
    if failed > int(spec.get("backoffLimit", 6)):
        return _condition(cluster, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    deadline = spec.get("activeDeadlineSeconds")
    begun = moments.from_text(started)
    if isinstance(deadline, int) and begun is not None and cluster.now >= begun + deadline:
        return _condition(cluster, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline")
    completions = spec.get("completions")
    if succeeded >= completions if isinstance(completions, int) else succeeded and not active:
        return _condition(cluster, "Complete")
    return None


def _condition(cluster: Cluster, kind: str, reason: str = "", message: str = "") -> dict[str, str]:
    times = {"lastProbeTime": cluster.timestamp, "lastTransitionTime": cluster.timestamp}
    return {"type": kind, "status": "True", **times, **({"reason": reason, "message": message} if reason else {})}


def _start_pods(cluster: Cluster, job: Object, active: list[Object], succeeded: int, failed: int) -> None:
    spec = job["spec"]
    deadline = spec.get("activeDeadlineSeconds")
    begun = moments.from_text((job.get("status") or {}).get("startTime", cluster.timestamp))
    if isinstance(deadline, int) and begun is not None:
        cluster.later(job, max(begun + deadline - cluster.now, 0.1))
    wanted = min(int(spec.get("parallelism", 1)), MOST_PODS)
    completions = spec.get("completions")
    if isinstance(completions, int):
        wanted = min(wanted, completions - succeeded)
    elif succeeded:
        return
    if wanted <= len(active):
        return
    pause = min(_FIRST_PAUSE * 2.0 ** min(failed - 1, 30), _LONGEST_PAUSE) if failed else 0.0
    last = cluster.store.first_seen(f"{job['metadata']['uid']}/{failed}", cluster.now)
    if cluster.now < last + pause:
        cluster.later(job, last + pause - cluster.now)
        return
    for _ in range(wanted - len(active)):
        name = f"{job['metadata']['name'][:57]}-"
        pod = from_template(spec["template"], job["metadata"]["namespace"], name + random_suffix())
        pod["metadata"]["generateName"] = name
        pod["metadata"]["ownerReferences"] = [owner_reference(job)]
        active.append(cluster.create(PODS, pod))
