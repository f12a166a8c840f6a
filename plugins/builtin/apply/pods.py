"""Restarting the Pods of workloads (``--recreate-pods``). Rules: updateResource, getSelectorFromObject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core.model.kube_object import ApiResource, KubeObject

if TYPE_CHECKING:
    from ....core.protocols import KubeClient

PODS = ApiResource("", "v1", "Pod", "pods", True)

SELECTING = frozenset(
    (
        "extensions/v1beta1/ReplicaSet",
        "apps/v1/ReplicaSet",
        "extensions/v1beta1/Deployment",
        "apps/v1beta1/Deployment",
        "apps/v1beta2/Deployment",
        "apps/v1/Deployment",
        "extensions/v1beta1/DaemonSet",
        "apps/v1beta2/DaemonSet",
        "apps/v1/DaemonSet",
        "batch/v1/Job",
        "apps/v1beta1/StatefulSet",
        "apps/v1beta2/StatefulSet",
        "apps/v1/StatefulSet",
    )
)
"""Kinds whose Pods are found by ``spec.selector.matchLabels``."""


def restart_pods(target: KubeObject, content: Mapping[str, Any], kube: KubeClient) -> None:
    """Delete the Pods that a workload selects, so that its controller makes new ones.

    `content` is the workload as the server has it. Only Pods that are still the ones listed are deleted. Raises
    KubeError for the first that cannot be.
    """
    labels = selected_labels(target, content)
    if labels is None:
        return
    selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    for pod in kube.list_objects(PODS, target.namespace, labels=selector):
        metadata = pod["metadata"]
        found = KubeObject(PODS, metadata.get("namespace", target.namespace), metadata["name"])
        kube.delete(found, propagation="", uid=metadata.get("uid", ""))


def selected_labels(target: KubeObject, content: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The labels by which a workload finds its Pods (none at all mean every Pod); None for other kinds."""
    selector = (content.get("spec") or {}).get("selector") or {}
    name = f"{target.resource.api_version}/{target.kind}"
    if name == "v1/ReplicationController":
        labels: Mapping[str, str] = selector
        return labels
    return selector.get("matchLabels") or {} if name in SELECTING else None
