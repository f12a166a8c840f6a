"""Which API versions of Kubernetes are gone, since when, and what takes their place.

From the deprecation guide of Kubernetes (kubernetes.io/docs/reference/using-api/deprecation-guide) and the release
notes of the versions before it. Versions are the minor ones of Kubernetes 1.
"""

from __future__ import annotations

NEWEST = 32
"""The newest version of Kubernetes 1 that the table knows."""


class Removal:
    """An API version of some kinds: deprecated and removed in which versions, what replaces it, and from when on.

    `step` is the API version to which a manifest goes first on its way to the replacement; the same in most cases.
    """

    __slots__ = ("api_version", "deprecated", "kinds", "removed", "replacement", "since", "step")

    def __init__(
        self,
        api_version: str,
        kinds: str,
        deprecated: int,
        removed: int,
        replacement: str = "",
        since: int = 0,
        step: str = "",
    ) -> None:
        self.api_version = api_version
        self.kinds = kinds.split()
        self.deprecated = deprecated
        self.removed = removed
        self.replacement = replacement
        self.since = since
        self.step = step or replacement


_WORKLOADS = "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"
_RBAC = "ClusterRole ClusterRoleBinding Role RoleBinding"
_RBAC_GROUP = "rbac.authorization.k8s.io"
_WEBHOOKS = "MutatingWebhookConfiguration ValidatingWebhookConfiguration"
_REVIEWS = "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"
_FLOW = "FlowSchema PriorityLevelConfiguration"
_FLOW_GROUP = "flowcontrol.apiserver.k8s.io"

REMOVALS: tuple[Removal, ...] = (
    Removal("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 9, 16, "apps/v1", 9),
    Removal("extensions/v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1", 7),
    Removal("extensions/v1beta1", "PodSecurityPolicy", 11, 16, "policy/v1beta1", 10),
    Removal("extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1", 19, "networking.k8s.io/v1beta1"),
    Removal("apps/v1beta1", "ControllerRevision Deployment StatefulSet", 9, 16, "apps/v1", 9),
    Removal("apps/v1beta2", _WORKLOADS, 9, 16, "apps/v1", 9),
    Removal("scheduling.k8s.io/v1alpha1", "PriorityClass", 14, 17, "scheduling.k8s.io/v1", 14),
    Removal("settings.k8s.io/v1alpha1", "PodPreset", 19, 20),
    Removal("batch/v2alpha1", "CronJob", 8, 21, "batch/v1", 21, "batch/v1beta1"),
    Removal("admissionregistration.k8s.io/v1beta1", _WEBHOOKS, 16, 22, "admissionregistration.k8s.io/v1", 16),
    Removal("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 16, 22, "apiextensions.k8s.io/v1", 16),
    Removal("apiregistration.k8s.io/v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1", 10),
    Removal("authentication.k8s.io/v1beta1", "TokenReview", 19, 22, "authentication.k8s.io/v1", 6),
    Removal("authorization.k8s.io/v1beta1", _REVIEWS, 19, 22, "authorization.k8s.io/v1", 6),
    Removal("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1", 19),
    Removal("coordination.k8s.io/v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1", 14),
    Removal("networking.k8s.io/v1beta1", "Ingress IngressClass", 19, 22, "networking.k8s.io/v1", 19),
    Removal(f"{_RBAC_GROUP}/v1alpha1", _RBAC, 17, 22, f"{_RBAC_GROUP}/v1", 8),
    Removal(f"{_RBAC_GROUP}/v1beta1", _RBAC, 17, 22, f"{_RBAC_GROUP}/v1", 8),
    Removal("scheduling.k8s.io/v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1", 14),
    Removal("storage.k8s.io/v1beta1", "CSIDriver", 19, 22, "storage.k8s.io/v1", 19),
    Removal("storage.k8s.io/v1beta1", "CSINode", 17, 22, "storage.k8s.io/v1", 17),
    Removal("storage.k8s.io/v1beta1", "StorageClass", 19, 22, "storage.k8s.io/v1", 6),
    Removal("storage.k8s.io/v1beta1", "VolumeAttachment", 19, 22, "storage.k8s.io/v1", 13),
    Removal("batch/v1beta1", "CronJob", 21, 25, "batch/v1", 21),
    Removal("discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1", 21),
    Removal("events.k8s.io/v1beta1", "Event", 19, 25, "events.k8s.io/v1", 19),
    Removal("autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2", 23),
    Removal("policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1", 21),
    Removal("policy/v1beta1", "PodSecurityPolicy", 21, 25),
    Removal("node.k8s.io/v1beta1", "RuntimeClass", 20, 25, "node.k8s.io/v1", 20),
    Removal("autoscaling/v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2", 23),
    Removal(f"{_FLOW_GROUP}/v1beta1", _FLOW, 23, 26, f"{_FLOW_GROUP}/v1", 29, f"{_FLOW_GROUP}/v1beta2"),
    Removal("storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1", 24),
    Removal(f"{_FLOW_GROUP}/v1beta2", _FLOW, 26, 29, f"{_FLOW_GROUP}/v1", 29, f"{_FLOW_GROUP}/v1beta3"),
    Removal(f"{_FLOW_GROUP}/v1beta3", _FLOW, 29, 32, f"{_FLOW_GROUP}/v1", 29),
)
"""What is gone, by the version that removed it."""


def find_removal(api_version: str, kind: str) -> Removal | None:
    """What is known of a kind in an API version; None when it is still there."""
    for removal in REMOVALS:
        if removal.api_version == api_version and kind in removal.kinds:
            return removal
    return None


def served(known: frozenset[str], minor: int) -> frozenset[str]:
    """The API versions, with and without kinds, of Kubernetes 1.`minor`, made of those `known` of an older version."""
    names = set(known)
    for removal in REMOVALS:
        if minor < removal.removed:
            names.update(_with_kinds(removal.api_version, removal.kinds))
        if removal.replacement and minor >= removal.since:
            names.update(_with_kinds(removal.replacement, removal.kinds))
    gone = [removal for removal in REMOVALS if minor >= removal.removed]
    names.difference_update(f"{removal.api_version}/{kind}" for removal in gone for kind in removal.kinds)
    emptied = {removal.api_version for removal in gone}
    emptied.difference_update(removal.api_version for removal in REMOVALS if minor < removal.removed)
    return frozenset(name for name in names if not any(name == gone or name.startswith(f"{gone}/") for gone in emptied))


def _with_kinds(api_version: str, kinds: list[str]) -> list[str]:
    return [api_version, *[f"{api_version}/{kind}" for kind in kinds]]
