"""The extension points that readiness answers, and which rule stands for which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import ReadinessEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KernelView, KubeClient

_RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("pods:pod", "Pod", ("v1",)),
    ("pods:selected_pods", "ReplicationController", ("v1",)),
    ("pods:selected_pods", "ReplicaSet", ("extensions/v1beta1", "apps/v1beta2", "apps/v1")),
    ("pods:selected_pods", "DaemonSet", ("extensions/v1beta1", "apps/v1beta2", "apps/v1")),
    ("pods:selected_pods", "StatefulSet", ("apps/v1beta1", "apps/v1beta2", "apps/v1")),
    ("deployments:deployment", "Deployment", ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "apps/v1")),
    ("claims:claim", "PersistentVolumeClaim", ("v1",)),
    ("services:service", "Service", ("v1",)),
)


@hookimpl
def helm_register_readiness() -> list[ReadinessEntry]:
    """The rules of the kinds for which Helm waits. Rule: pkg/kube/wait.go waitForResources"""
    return [
        ReadinessEntry(f"{api_version}/{kind}", f"{__package__}.{target}")
        for target, kind, api_versions in _RULES
        for api_version in api_versions
    ]


@hookimpl
def helm_wait_until_ready(objects: list[KubeObject], timeout: int, kube: KubeClient, kernel: KernelView) -> bool:
    """Ask the registered rules every two seconds. Raises KubeTimeoutError, and KubeError when an object is gone."""
    from .wait import wait_until_ready

    wait_until_ready(objects, timeout, kube, kernel)
    return True
