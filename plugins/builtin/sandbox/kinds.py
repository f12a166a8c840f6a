"""The kinds that Kubernetes 1.20 serves, where, and what may be done with them.

Rows are in the order in which a server lists them: API version, plural, kind, scope, and then words for what is not
usual: short names, categories (``in``), verbs where not all, and subresources.
"""

from __future__ import annotations

from typing import Any

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")

ROWS: tuple[str, ...] = (
    "v1 bindings Binding namespaced verbs=create",
    "v1 componentstatuses ComponentStatus cluster short=cs verbs=get,list",
    "v1 configmaps ConfigMap namespaced short=cm",
    "v1 endpoints Endpoints namespaced short=ep",
    "v1 events Event namespaced short=ev",
    "v1 limitranges LimitRange namespaced short=limits",
    "v1 namespaces Namespace cluster short=ns verbs=create,delete,get,list,patch,update,watch status finalize",
    "v1 nodes Node cluster short=no status",
    "v1 persistentvolumeclaims PersistentVolumeClaim namespaced short=pvc status",
    "v1 persistentvolumes PersistentVolume cluster short=pv status",
    "v1 pods Pod namespaced short=po in=all status eviction log",
    "v1 podtemplates PodTemplate namespaced",
    "v1 replicationcontrollers ReplicationController namespaced short=rc in=all scale status",
    "v1 resourcequotas ResourceQuota namespaced short=quota status",
    "v1 secrets Secret namespaced",
    "v1 serviceaccounts ServiceAccount namespaced short=sa",
    "v1 services Service namespaced short=svc in=all verbs=create,delete,get,list,patch,update,watch status",
    "apiregistration.k8s.io/v1 apiservices APIService cluster in=api-extensions status",
    "apiregistration.k8s.io/v1beta1 apiservices APIService cluster in=api-extensions status",
    "apps/v1 controllerrevisions ControllerRevision namespaced",
    "apps/v1 daemonsets DaemonSet namespaced short=ds in=all status",
    "apps/v1 deployments Deployment namespaced short=deploy in=all scale status",
    "apps/v1 replicasets ReplicaSet namespaced short=rs in=all scale status",
    "apps/v1 statefulsets StatefulSet namespaced short=sts in=all scale status",
    "events.k8s.io/v1 events Event namespaced short=ev",
    "events.k8s.io/v1beta1 events Event namespaced short=ev",
    "authentication.k8s.io/v1 tokenreviews TokenReview cluster verbs=create",
    "authentication.k8s.io/v1beta1 tokenreviews TokenReview cluster verbs=create",
    "authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview namespaced verbs=create",
    "authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview cluster verbs=create",
    "authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview cluster verbs=create",
    "authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview cluster verbs=create",
    "authorization.k8s.io/v1beta1 localsubjectaccessreviews LocalSubjectAccessReview namespaced verbs=create",
    "authorization.k8s.io/v1beta1 selfsubjectaccessreviews SelfSubjectAccessReview cluster verbs=create",
    "authorization.k8s.io/v1beta1 selfsubjectrulesreviews SelfSubjectRulesReview cluster verbs=create",
    "authorization.k8s.io/v1beta1 subjectaccessreviews SubjectAccessReview cluster verbs=create",
    "autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler namespaced short=hpa in=all status",
    "autoscaling/v2beta1 horizontalpodautoscalers HorizontalPodAutoscaler namespaced short=hpa in=all status",
    "autoscaling/v2beta2 horizontalpodautoscalers HorizontalPodAutoscaler namespaced short=hpa in=all status",
    "batch/v1 jobs Job namespaced in=all status",
    "batch/v1beta1 cronjobs CronJob namespaced short=cj in=all status",
    "certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest cluster short=csr status",
    "certificates.k8s.io/v1beta1 certificatesigningrequests CertificateSigningRequest cluster short=csr status",
    "networking.k8s.io/v1 ingressclasses IngressClass cluster",
    "networking.k8s.io/v1 ingresses Ingress namespaced short=ing status",
    "networking.k8s.io/v1 networkpolicies NetworkPolicy namespaced short=netpol",
    "networking.k8s.io/v1beta1 ingressclasses IngressClass cluster",
    "networking.k8s.io/v1beta1 ingresses Ingress namespaced short=ing status",
    "extensions/v1beta1 ingresses Ingress namespaced short=ing status",
    "policy/v1beta1 poddisruptionbudgets PodDisruptionBudget namespaced short=pdb status",
    "policy/v1beta1 podsecuritypolicies PodSecurityPolicy cluster short=psp",
    "rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding cluster",
    "rbac.authorization.k8s.io/v1 clusterroles ClusterRole cluster",
    "rbac.authorization.k8s.io/v1 rolebindings RoleBinding namespaced",
    "rbac.authorization.k8s.io/v1 roles Role namespaced",
    "rbac.authorization.k8s.io/v1beta1 clusterrolebindings ClusterRoleBinding cluster",
    "rbac.authorization.k8s.io/v1beta1 clusterroles ClusterRole cluster",
    "rbac.authorization.k8s.io/v1beta1 rolebindings RoleBinding namespaced",
    "rbac.authorization.k8s.io/v1beta1 roles Role namespaced",
    "storage.k8s.io/v1 csidrivers CSIDriver cluster",
    "storage.k8s.io/v1 csinodes CSINode cluster",
    "storage.k8s.io/v1 storageclasses StorageClass cluster short=sc",
    "storage.k8s.io/v1 volumeattachments VolumeAttachment cluster status",
    "storage.k8s.io/v1beta1 csidrivers CSIDriver cluster",
    "storage.k8s.io/v1beta1 csinodes CSINode cluster",
    "storage.k8s.io/v1beta1 storageclasses StorageClass cluster short=sc",
    "storage.k8s.io/v1beta1 volumeattachments VolumeAttachment cluster",
    (
        "admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration cluster "
        "in=api-extensions"
    ),
    (
        "admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration "
        "cluster in=api-extensions"
    ),
    (
        "admissionregistration.k8s.io/v1beta1 mutatingwebhookconfigurations MutatingWebhookConfiguration "
        "cluster in=api-extensions"
    ),
    (
        "admissionregistration.k8s.io/v1beta1 validatingwebhookconfigurations ValidatingWebhookConfiguration "
        "cluster in=api-extensions"
    ),
    (
        "apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition cluster short=crd,crds "
        "in=api-extensions status"
    ),
    (
        "apiextensions.k8s.io/v1beta1 customresourcedefinitions CustomResourceDefinition cluster "
        "short=crd,crds in=api-extensions status"
    ),
    "scheduling.k8s.io/v1 priorityclasses PriorityClass cluster short=pc",
    "scheduling.k8s.io/v1beta1 priorityclasses PriorityClass cluster short=pc",
    "coordination.k8s.io/v1 leases Lease namespaced",
    "coordination.k8s.io/v1beta1 leases Lease namespaced",
    "node.k8s.io/v1 runtimeclasses RuntimeClass cluster",
    "node.k8s.io/v1beta1 runtimeclasses RuntimeClass cluster",
    "discovery.k8s.io/v1beta1 endpointslices EndpointSlice namespaced",
    "flowcontrol.apiserver.k8s.io/v1beta1 flowschemas FlowSchema cluster status",
    "flowcontrol.apiserver.k8s.io/v1beta1 prioritylevelconfigurations PriorityLevelConfiguration cluster status",
)
"""One kind in one API version each. A test compares them with what an API server of 1.20 says."""

_STORED = {
    "events.k8s.io/events": ("", "v1"),
    "extensions/ingresses": ("networking.k8s.io", "v1"),
}
"""Kinds that are kept under another group than the one through which they are asked for."""


class Kind:
    """One kind in one API version, built in or custom.

    `plural` is its name in paths, `store` the name of its collection in the store (the same for all API versions) and
    `stored_version` the API version in which objects are kept. `definition` is the CustomResourceDefinition of a custom
    kind.
    """

    __slots__ = (
        "categories",
        "definition",
        "group",
        "kind",
        "list_kind",
        "namespaced",
        "plural",
        "short_names",
        "singular",
        "store",
        "stored_version",
        "subresources",
        "verbs",
        "version",
    )

    def __init__(self, group: str, version: str, plural: str, kind: str, namespaced: bool) -> None:
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.list_kind = f"{kind}List"
        self.namespaced = namespaced
        self.verbs: tuple[str, ...] = ALL_VERBS
        self.short_names: tuple[str, ...] = ()
        self.categories: tuple[str, ...] = ()
        self.subresources: frozenset[str] = frozenset()
        self.singular = ""
        self.store = f"{group}/{plural}"
        self.stored_version = self.api_version
        self.definition: dict[str, Any] | None = None

    @property
    def api_version(self) -> str:
        """``v1`` or ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> str:
        """The name in messages: ``pods`` or ``deployments.apps``."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_kind(self) -> str:
        """The kind in messages: ``Pod`` or ``Deployment.apps``."""
        return f"{self.kind}.{self.group}" if self.group else self.kind


_KINDS: list[Kind] = []
_BY_PATH: dict[tuple[str, str, str], Kind] = {}


def built_in_kinds() -> list[Kind]:
    """All kinds of the table, in its order."""
    if not _KINDS:
        kinds: list[Kind] = []
        first: dict[str, str] = {}
        for row in ROWS:
            kind = _kind(row)
            group, version = _STORED.get(kind.store, (kind.group, ""))
            kind.store = f"{group}/{kind.plural}"
            version = version or first.setdefault(kind.store, kind.version)
            kind.stored_version = f"{group}/{version}" if group else version
            kinds.append(kind)
        _BY_PATH.update({(kind.group, kind.version, kind.plural): kind for kind in kinds})
        # All at once, and last: other threads may look meanwhile.
        _KINDS[:] = kinds
    return _KINDS


def built_in(group: str, version: str, plural: str) -> Kind | None:
    """The kind behind a path, or None."""
    built_in_kinds()
    return _BY_PATH.get((group, version, plural))


def stored_kind(store: str) -> Kind | None:
    """The built-in kind of a collection of the store, in the API version in which it is kept, or None."""
    group, _, plural = store.partition("/")
    for kind in built_in_kinds():
        if kind.group == group and kind.plural == plural and kind.stored_version == kind.api_version:
            return kind
    return None


def _kind(row: str) -> Kind:
    api_version, plural, name, scope, *words = row.split()
    group, _, version = api_version.rpartition("/")
    kind = Kind(group, version, plural, name, scope == "namespaced")
    subresources = []
    for word in words:
        key, _, value = word.partition("=")
        if key == "short":
            kind.short_names = tuple(value.split(","))
        elif key == "in":
            kind.categories = tuple(value.split(","))
        elif key == "verbs":
            kind.verbs = tuple(value.split(","))
        else:
            subresources.append(key)
    kind.subresources = frozenset(subresources)
    return kind
