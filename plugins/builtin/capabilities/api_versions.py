"""The API versions of Kubernetes 1.14 that templates see where no cluster is asked.

554 texts, built from a table of kinds per group-version. Rule: pkg/chartutil/capabilities_versions_generated.go.
"""

from __future__ import annotations

from collections.abc import Iterator

_COMMON_KINDS = (
    "CreateOptions",
    "DeleteOptions",
    "ExportOptions",
    "GetOptions",
    "ListOptions",
    "PatchOptions",
    "UpdateOptions",
    "WatchEvent",
)
"""Kinds that every group-version has."""

_KINDS = {
    "v1": "APIGroup+ APIResourceList APIVersions Binding ComponentStatus+ ConfigMap+ Endpoints+ Event+ LimitRange+"
    " List Namespace+ Node+ NodeProxyOptions PersistentVolume+ PersistentVolumeClaim+ Pod+ PodAttachOptions"
    " PodExecOptions PodLogOptions PodPortForwardOptions PodProxyOptions PodStatusResult PodTemplate+ RangeAllocation"
    " ReplicationController+ ResourceQuota+ Secret+ SerializedReference Service+ ServiceAccount+ ServiceProxyOptions"
    " Status",
    "admissionregistration.k8s.io/v1beta1": "MutatingWebhookConfiguration+ ValidatingWebhookConfiguration+",
    "apps/v1": "ControllerRevision+ DaemonSet+ Deployment+ ReplicaSet+ StatefulSet+",
    "apps/v1beta1": "ControllerRevision+ Deployment+ DeploymentRollback Scale StatefulSet+",
    "apps/v1beta2": "ControllerRevision+ DaemonSet+ Deployment+ ReplicaSet+ Scale StatefulSet+",
    "auditregistration.k8s.io/v1alpha1": "AuditSink+",
    "authentication.k8s.io/v1": "TokenRequest TokenReview",
    "authentication.k8s.io/v1beta1": "TokenReview",
    "authorization.k8s.io/v1 authorization.k8s.io/v1beta1": "LocalSubjectAccessReview SelfSubjectAccessReview"
    " SelfSubjectRulesReview SubjectAccessReview",
    "autoscaling/v1": "HorizontalPodAutoscaler+ Scale",
    "autoscaling/v2beta1 autoscaling/v2beta2": "HorizontalPodAutoscaler+",
    "batch/v1": "Job+",
    "batch/v1beta1 batch/v2alpha1": "CronJob+ JobTemplate",
    "certificates.k8s.io/v1beta1": "CertificateSigningRequest+",
    "coordination.k8s.io/v1 coordination.k8s.io/v1beta1": "Lease+",
    "events.k8s.io/v1beta1": "Event+",
    "extensions/v1beta1": "DaemonSet+ Deployment+ DeploymentRollback Ingress+ NetworkPolicy+ PodSecurityPolicy+"
    " ReplicaSet+ ReplicationControllerDummy Scale",
    "networking.k8s.io/v1": "NetworkPolicy+",
    "networking.k8s.io/v1beta1": "Ingress+",
    "node.k8s.io/v1alpha1 node.k8s.io/v1beta1": "RuntimeClass+",
    "policy/v1beta1": "Eviction PodDisruptionBudget+ PodSecurityPolicy+",
    "rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 rbac.authorization.k8s.io/v1beta1": "ClusterRole+"
    " ClusterRoleBinding+ Role+ RoleBinding+",
    "scheduling.k8s.io/v1 scheduling.k8s.io/v1alpha1 scheduling.k8s.io/v1beta1": "PriorityClass+",
    "settings.k8s.io/v1alpha1": "PodPreset+",
    "storage.k8s.io/v1": "StorageClass+ VolumeAttachment+",
    "storage.k8s.io/v1alpha1": "VolumeAttachment+",
    "storage.k8s.io/v1beta1": "CSIDriver+ CSINode+ StorageClass+ VolumeAttachment+",
}
"""Kinds by group-versions; ``+`` stands for the kind and its list."""


def default_api_versions() -> frozenset[str]:
    """All texts: ``v1``, ``apps/v1``, ``apps/v1/Deployment``, ``apps/__internal`` …"""
    return frozenset(_entries())


def _entries() -> Iterator[str]:
    for versions, kinds in _KINDS.items():
        for version in versions.split():
            group = version.rpartition("/")[0]
            internal = f"{group}/__internal" if group else "__internal"
            yield version
            yield internal
            yield f"{internal}/WatchEvent"
            for kind in _COMMON_KINDS:
                yield f"{version}/{kind}"
            for kind in kinds.split():
                yield f"{version}/{kind.removesuffix('+')}"
                if kind.endswith("+"):
                    yield f"{version}/{kind[:-1]}List"
