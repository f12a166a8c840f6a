"""Restarting the Pods of workloads (``--recreate-pods``). Rules: updateResource in pkg/kube/client.go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeStatusError
from ....core.model.kube_object import ApiResource, KubeObject
from ....core.pod_selectors import pod_selector

if TYPE_CHECKING:
    from ....core.protocols import KubeClient

HTTP_NOT_FOUND = 404
PODS = ApiResource("", "v1", "Pod", "pods", True)


def restart_pods(target: KubeObject, content: Mapping[str, Any], kube: KubeClient) -> None:
    """Delete the Pods that a workload selects, so that its controller makes new ones.

    `content` is the workload as the server has it. Only Pods that are still the ones listed are deleted. Raises
    KubeError for the first that cannot be.
    """
    selector = pod_selector(target.resource, content)
    if selector is None:
        return
    for pod in kube.list_objects(PODS, target.namespace, labels=selector):
        metadata = pod["metadata"]
        found = KubeObject(PODS, metadata["namespace"], metadata["name"])
        try:
            kube.delete(found, propagation="", uid=metadata["uid"])
        except KubeStatusError as error:
            if error.code != HTTP_NOT_FOUND:  # who is gone already needs no restart
                raise
