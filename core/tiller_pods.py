"""The Pods of a Tiller in a cluster. Rule: pkg/helm/portforwarder/portforwarder.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import KubeStatusError, ReleaseError
from .model.kube_object import KubeRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .protocols import KubeClient

LABELS = "app=helm,name=tiller"
PORT = 44134
"""On which a Tiller listens in its Pod."""


def tiller_pods(kube: KubeClient, namespace: str) -> list[dict[str, Any]]:
    """The Pods of the Tiller of a namespace, asked for as Helm's client asks: without discovery before.

    What is no Pod is passed over. Raises KubeError.
    """
    import json

    path = f"/api/v1/namespaces/{namespace}/pods"
    response = kube.transport.request(KubeRequest("GET", path, query=(("labelSelector", LABELS),), timeout=32))
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        answer = None
    answer = answer if isinstance(answer, dict) else {}
    if response.status != 200:
        message = answer.get("message") or f"the server answered with status {response.status}"
        raise KubeStatusError(str(message), code=response.status, reason=str(answer.get("reason") or ""))
    items = answer.get("items")
    return [pod for pod in items if _is_pod(pod)] if isinstance(items, list) else []


def first_ready(pods: Sequence[dict[str, Any]], namespace: str) -> dict[str, Any]:
    """The first Pod that is ready. Raises ReleaseError with Helm's sentences when there is none."""
    if not pods:
        raise ReleaseError(
            "could not find tiller",
            details=(f"no Pod in namespace {namespace} has the labels {LABELS}",),
            hint="--tiller-namespace names another namespace, --host a Tiller elsewhere; releases need no Tiller here",
        )
    for pod in pods:
        if is_ready(pod):
            return pod
    states = [
        f"Pod {pod['metadata']['name']} is {(pod.get('status') or {}).get('phase', 'Unknown')}" for pod in pods
    ]
    raise ReleaseError("could not find a ready tiller pod", details=tuple(states))


def _is_pod(pod: Any) -> bool:
    """Whether something has what is read of a Pod, each of its type: a server may answer anything."""
    if not isinstance(pod, dict):
        return False
    metadata, status, spec = (pod.get(name) or {} for name in ("metadata", "status", "spec"))
    if not all(isinstance(part, dict) for part in (metadata, status, spec)):
        return False
    lists = (status.get("conditions") or (), spec.get("containers") or ())
    are_lists = all(isinstance(one, list | tuple) and all(isinstance(item, dict) for item in one) for one in lists)
    return are_lists and isinstance(metadata.get("name"), str)


def is_ready(pod: dict[str, Any]) -> bool:
    """Whether a Pod says that it is ready."""
    conditions = (pod.get("status") or {}).get("conditions") or ()
    return any(one.get("type") == "Ready" and one.get("status") == "True" for one in conditions)


def image_of(pod: dict[str, Any]) -> str:
    """The image of a Pod's container called ``tiller``, empty without one."""
    containers = (pod.get("spec") or {}).get("containers") or ()
    return next((str(one.get("image", "")) for one in containers if one.get("name") == "tiller"), "")
