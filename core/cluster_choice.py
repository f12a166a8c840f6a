"""Which cluster the settings mean, and connecting to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model.kube_object import ClusterTarget

if TYPE_CHECKING:
    from .protocols import KernelView, KubeClient


def chosen_cluster(kernel: KernelView) -> ClusterTarget:
    """The cluster that the settings name, by flag, environment or default."""
    return ClusterTarget(kernel.setting("cluster"), kernel.setting("kube-context"), kernel.setting("kubeconfig"))


def connect_cluster(kernel: KernelView) -> KubeClient:
    """A client of the cluster that the settings name. Raises KubeError, and what connecting raises."""
    kube: KubeClient = kernel.first("helm_connect_kube", target=chosen_cluster(kernel))
    return kube
