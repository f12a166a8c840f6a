"""When Pods are ready, and the workloads that are as ready as their Pods. Rule: pkg/kube/wait.go podsReady"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.pod_selectors import label_selector

if TYPE_CHECKING:
    from ....core.protocols import KubeClient


def pod(live: dict[str, Any], namespace: str, kube: KubeClient) -> str:
    """A Pod whose condition Ready is true."""
    if is_ready(live):
        return ""
    return f"not ready ({(live.get('status') or {}).get('phase') or 'Unknown'})"


def selected_pods(live: dict[str, Any], namespace: str, kube: KubeClient) -> str:
    """A workload all of whose Pods are ready; one that has no Pod yet is ready too, as Helm has it."""
    selector = (live.get("spec") or {}).get("selector") or {}
    if live.get("kind") != "ReplicationController":
        selector = selector.get("matchLabels")
    pods = kube.list_objects(kube.resource("v1", "Pod"), namespace, labels=label_selector(selector))
    ready = sum(map(is_ready, pods))
    return "" if ready == len(pods) else f"{ready}/{len(pods)} Pods ready"


def is_ready(live: dict[str, Any]) -> bool:
    """Whether a Pod says of itself that it is ready."""
    return any(
        condition.get("type") == "Ready" and condition.get("status") == "True"
        for condition in (live.get("status") or {}).get("conditions") or ()
    )
