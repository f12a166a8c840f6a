"""The order in which kinds are installed and uninstalled. Rule: pkg/tiller/kind_sorter.go.

Kinds that are not listed come last, by kind. Manifests of one kind are ordered by file name; where that is equal they
keep the order they came in (Helm's own order is random there).
"""

from __future__ import annotations

from collections.abc import Iterable

from ....core.model.manifest import Manifest

INSTALL_ORDER = (
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "Ingress",
    "APIService",
)

UNINSTALL_ORDER = (
    "APIService",
    "Ingress",
    "Service",
    "CronJob",
    "Job",
    "StatefulSet",
    "HorizontalPodAutoscaler",
    "Deployment",
    "ReplicaSet",
    "ReplicationController",
    "Pod",
    "DaemonSet",
    "RoleBindingList",
    "RoleBinding",
    "RoleList",
    "Role",
    "ClusterRoleBindingList",
    "ClusterRoleBinding",
    "ClusterRoleList",
    "ClusterRole",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "ConfigMap",
    "Secret",
    "PodDisruptionBudget",
    "PodSecurityPolicy",
    "LimitRange",
    "ResourceQuota",
    "NetworkPolicy",
    "Namespace",
)

_POSITIONS = {
    "install": {kind: position for position, kind in enumerate(INSTALL_ORDER)},
    "uninstall": {kind: position for position, kind in enumerate(UNINSTALL_ORDER)},
}


def sort_by_kind(manifests: Iterable[Manifest], order: str) -> list[Manifest]:
    """`manifests` as a new list in ``install`` or ``uninstall`` order."""
    positions = _POSITIONS[order]

    def key(manifest: Manifest) -> tuple[int, str, bytes]:
        position = positions.get(manifest.kind)
        source = manifest.source.encode("utf-8", "surrogateescape")
        return (len(positions), manifest.kind, source) if position is None else (position, "", source)

    return sorted(manifests, key=key)
