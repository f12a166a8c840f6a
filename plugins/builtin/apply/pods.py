"""Restarting the Pods of workloads (``--recreate-pods``). Rules: updateResource in pkg/kube/client.go.

A controller replaces Pods by itself once the workload has changed. Whoever deletes Pods in the same moment meets some
that are going, and none yet in their place. So the controller gets a moment to take up the change first; Helm's client
has it by asking the server only a few times a second.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....core import interruption
from ....core.errors import KubeStatusError
from ....core.model.kube_object import ApiResource, KubeObject
from ....core.pod_selectors import pod_selector

if TYPE_CHECKING:
    from ....core.protocols import KubeClient

HTTP_NOT_FOUND = 404
MOMENT = 1.0
"""Seconds that a controller gets at most."""
PAUSE = 0.03
PODS = ApiResource("", "v1", "Pod", "pods", True)


def restart_pods(target: KubeObject, content: Mapping[str, Any], kube: KubeClient) -> None:
    """Delete the Pods that a workload selects, so that its controller makes new ones.

    `content` is the workload as the server has it. Only Pods that are still the ones listed are deleted. Raises
    KubeError for the first that cannot be.
    """
    selector = pod_selector(target.resource, content)
    if selector is None:
        return
    for pod in _listed(target, content, selector, kube):
        metadata = pod["metadata"]
        found = KubeObject(PODS, metadata["namespace"], metadata["name"])
        try:
            kube.delete(found, propagation="", uid=metadata["uid"])
        except KubeStatusError as error:
            if error.code != HTTP_NOT_FOUND:  # who is gone already needs no restart
                raise


def _listed(
    target: KubeObject, content: Mapping[str, Any], selector: str, kube: KubeClient
) -> Sequence[Mapping[str, Any]]:
    """The Pods that a selector selects, once the workload's controller has taken up what has changed."""
    if _is_taken_up(content):
        return kube.list_objects(PODS, target.namespace, labels=selector)
    end = time.monotonic() + MOMENT
    while True:
        content = kube.get(target)
        pods = kube.list_objects(PODS, target.namespace, labels=selector)
        is_settled = _is_taken_up(content) and len(pods) >= content.get("spec", {}).get("replicas", 0)
        if is_settled or time.monotonic() > end:
            return pods
        interruption.sleep(PAUSE)


def _is_taken_up(content: Mapping[str, Any]) -> bool:
    """Whether the controller of a workload has seen its last change; kinds that do not say so count as seen."""
    observed = content.get("status", {}).get("observedGeneration")
    return observed is None or observed >= content["metadata"].get("generation", 0)
