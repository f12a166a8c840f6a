"""Plays kubelet, volume binder and load balancer: without them no Pod would ever leave the phase Pending.

Annotations of an object steer it: ``test.pilothouse/phase`` (Running, Succeeded, Failed, Pending), ``…/ready``,
``…/delay`` (seconds) and, for Services, ``…/lb-ip``.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from cluster.api import MERGE_PATCH, Api

PREFIX = "test.pilothouse/"
PAUSE = 0.1


class Kubelet(threading.Thread):
    """Looks at the cluster again and again and moves what has not got where it belongs."""

    def __init__(self, api: Api, delay: float = 0.2) -> None:
        super().__init__(daemon=True)
        self.api = api
        self.delay = delay
        self._stopping = threading.Event()
        self._first_seen: dict[str, float] = {}
        self._moved: dict[str, str] = {}

    def stop(self) -> None:
        """Stop looking, and wait until that has happened."""
        self._stopping.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        while not self._stopping.wait(PAUSE):
            try:
                self._look()
            except (OSError, KeyError):
                continue  # the server is away: a test may have stopped it
        self.api.close()

    def _look(self) -> None:
        for pod in self.api.items("/api/v1/pods"):
            self._move("pods", pod, self._pod_status)
        for claim in self.api.items("/api/v1/persistentvolumeclaims"):
            self._move("persistentvolumeclaims", claim, _claim_status)
        for service in self.api.items("/api/v1/services"):
            self._move("services", service, _service_status)

    def _move(self, plural: str, thing: dict[str, Any], status_of: Any) -> None:
        metadata = thing["metadata"]
        annotations = metadata.get("annotations") or {}
        status = status_of(thing, annotations)
        if status is None or metadata.get("deletionTimestamp") or self._moved.get(metadata["uid"]) == str(status):
            return
        now = time.monotonic()
        first = self._first_seen.setdefault(metadata["uid"], now)
        if now - first < float(annotations.get(PREFIX + "delay", self.delay)):
            return
        path = f"/api/v1/namespaces/{metadata['namespace']}/{plural}/{metadata['name']}/status"
        if self.api.request("PATCH", path, {"status": status}, MERGE_PATCH)[0] == 200:
            self._moved[metadata["uid"]] = str(status)

    def _pod_status(self, pod: dict[str, Any], annotations: dict[str, str]) -> dict[str, Any] | None:
        owners = pod["metadata"].get("ownerReferences") or []
        usual = "Succeeded" if any(owner["kind"] == "Job" for owner in owners) else "Running"
        phase = annotations.get(PREFIX + "phase", usual)
        if phase == "Pending":
            return None
        ready = phase == "Running" and annotations.get(PREFIX + "ready", "true") == "true"
        moment = pod["metadata"]["creationTimestamp"]
        states = {
            "Running": {"running": {"startedAt": moment}},
            "Succeeded": {"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": moment}},
            "Failed": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": moment}},
        }
        return {
            "phase": phase,
            "startTime": moment,
            "podIP": "10.244.0.9",
            "conditions": [
                {"type": kind, "status": str(status), "lastTransitionTime": moment}
                for kind, status in (("PodScheduled", True), ("Initialized", True), ("Ready", ready))
            ],
            "containerStatuses": [
                {
                    "name": container["name"],
                    "image": container["image"],
                    "imageID": "",
                    "ready": ready,
                    "restartCount": 0,
                    "state": states[phase],
                }
                for container in pod["spec"]["containers"]
            ],
        }


def _claim_status(claim: dict[str, Any], annotations: dict[str, str]) -> dict[str, Any] | None:
    if annotations.get(PREFIX + "phase") == "Pending":
        return None
    spec = claim["spec"]
    return {
        "phase": "Bound",
        "accessModes": spec.get("accessModes"),
        "capacity": spec["resources"].get("requests"),
    }


def _service_status(service: dict[str, Any], annotations: dict[str, str]) -> dict[str, Any] | None:
    address = annotations.get(PREFIX + "lb-ip")
    if not address or service["spec"].get("type") != "LoadBalancer":
        return None
    return {"loadBalancer": {"ingress": [{"ip": address}]}}
