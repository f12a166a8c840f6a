"""What the server fills in: defaults of built-in kinds, the first status of new objects, what it has given before.

Rules: the defaults.go of each API group in k8s.io/kubernetes 1.20, and the strategies of pkg/registry.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .crds import DEFINITIONS, set_definition_defaults
from .pod_defaults import set_pod_defaults, set_template_defaults
from .store import Object

_ROLE_BINDINGS = ("rbac.authorization.k8s.io/rolebindings", "rbac.authorization.k8s.io/clusterrolebindings")


def set_defaults(thing: Object, store: str) -> None:
    """Fill in what a built-in object leaves out. Parts that are no mappings are left alone."""
    default = _DEFAULTS.get(store)
    if default is not None:
        default(thing)


def set_first_status(thing: Object, store: str) -> None:
    """Give a new object the status that it begins with."""
    if store in _FIRST_STATUS:
        thing["status"] = copy.deepcopy(_FIRST_STATUS[store])
    if store == "/namespaces":
        thing.setdefault("spec", {})["finalizers"] = ["kubernetes"]
    elif store in ("/persistentvolumeclaims", "/persistentvolumes"):
        word = "kubernetes.io/pvc-protection" if store.endswith("claims") else "kubernetes.io/pv-protection"
        finalizers = thing["metadata"].setdefault("finalizers", [])
        if word not in finalizers:
            finalizers.append(word)
    elif store == "batch/jobs":
        _label_job(thing)
    elif store == "apps/daemonsets":
        thing["metadata"].setdefault("annotations", {})["deprecated.daemonset.template.generation"] = "1"


def keep_allocated(thing: Object, before: Object, store: str) -> None:
    """Take over from the live object what the server gave it, where a replacement leaves that out."""
    spec, old = part(thing, "spec"), part(before, "spec")
    if store == "/services" and spec.get("type") != "ExternalName":
        for field in ("clusterIP", "clusterIPs"):
            if field in old and field not in spec and old.get("type") != "ExternalName":
                spec[field] = old[field]
        ports = {port.get("port"): port.get("nodePort") for port in old.get("ports") or ()}
        for port in spec.get("ports") or ():
            if isinstance(port, dict) and not port.get("nodePort") and ports.get(port.get("port")):
                port["nodePort"] = ports[port["port"]]
    if store == "/persistentvolumeclaims" and "volumeName" in old:
        spec.setdefault("volumeName", old["volumeName"])
    if store == "/namespaces":
        spec["finalizers"] = spec.get("finalizers", old.get("finalizers", []))


def part(thing: Any, key: str) -> Object:
    """A mapping inside an object; an empty one where there is none."""
    value = thing.get(key) if isinstance(thing, dict) else None
    return value if isinstance(value, dict) else {}


def _own_part(thing: Object, key: str) -> Object:
    value = thing.setdefault(key, {})
    return value if isinstance(value, dict) else {}


def _pod(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    set_pod_defaults(spec)
    spec.setdefault("enableServiceLinks", True)
    spec.setdefault("priority", 0)
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
    tolerations = spec.setdefault("tolerations", [])
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if isinstance(tolerations, list) and not any(part({"x": item}, "x").get("key") == key for item in tolerations):
            tolerations.append({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300})


def _deployment(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("replicas", 1)
    set_template_defaults(part(spec, "template"))
    strategy = _own_part(spec, "strategy")
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = _own_part(strategy, "rollingUpdate")
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)


def _replica_set(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("replicas", 1)
    set_template_defaults(part(spec, "template"))


def _replication_controller(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("replicas", 1)
    template = part(spec, "template")
    set_template_defaults(template)
    labels = part(part(template, "metadata").copy(), "labels")
    if labels:
        spec.setdefault("selector", dict(labels))
        thing["metadata"].setdefault("labels", dict(labels))


def _stateful_set(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("replicas", 1)
    set_template_defaults(part(spec, "template"))
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy = _own_part(spec, "updateStrategy")
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        _own_part(strategy, "rollingUpdate").setdefault("partition", 0)
    spec.setdefault("revisionHistoryLimit", 10)
    claims = spec.get("volumeClaimTemplates")
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, dict):
            claim.setdefault("kind", "PersistentVolumeClaim")
            claim.setdefault("apiVersion", "v1")
            _own_part(claim, "metadata").setdefault("creationTimestamp", None)
            _claim(claim)
            claim["status"] = {"phase": "Pending"}


def _daemon_set(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    set_template_defaults(part(spec, "template"))
    strategy = _own_part(spec, "updateStrategy")
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        _own_part(strategy, "rollingUpdate").setdefault("maxUnavailable", 1)
    spec.setdefault("revisionHistoryLimit", 10)


def _job(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6)
    set_template_defaults(part(spec, "template"))


def _label_job(thing: Object) -> None:
    """Mark a new Job's Pods as its own, unless the Job has a selector that its author answers for."""
    from .cluster import new_uid

    spec = part(thing, "spec")
    if spec.get("manualSelector"):
        return
    uid = new_uid()
    labels = {"controller-uid": uid, "job-name": thing["metadata"].get("name", "")}
    thing["metadata"]["uid"] = uid
    if not thing["metadata"].get("labels"):
        thing["metadata"]["labels"] = dict(labels)
    template = part(spec, "template")
    metadata = template.setdefault("metadata", {})
    metadata["labels"] = {**(metadata.get("labels") or {}), **labels}
    spec.setdefault("selector", {"matchLabels": {"controller-uid": uid}})


def _cron_job(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    template = part(spec, "jobTemplate")
    if template:
        _own_part(template, "metadata").setdefault("creationTimestamp", None)
        set_template_defaults(part(part(template, "spec"), "template"))
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)


def _service(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    if spec["sessionAffinity"] == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}})
    for port in spec.get("ports") or ():
        if isinstance(port, dict):
            port.setdefault("protocol", "TCP")
            if not port.get("targetPort"):
                port["targetPort"] = port.get("port")


def _claim(thing: Object) -> None:
    _own_part(thing, "spec").setdefault("volumeMode", "Filesystem")


def _volume(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    if part(spec, "hostPath"):
        spec["hostPath"].setdefault("type", "")


def _secret(thing: Object) -> None:
    texts = thing.pop("stringData", None)
    if isinstance(texts, dict) and texts:
        import binascii

        data = _own_part(thing, "data")
        for key, text in texts.items():
            data[key] = binascii.b2a_base64(str(text).encode("utf-8", "replace"), newline=False).decode()
    thing["type"] = thing.pop("type", None) or "Opaque"


def _autoscaler(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("minReplicas", 1)
    if thing.get("apiVersion") == "autoscaling/v1" and "sandboxMetrics" not in spec and "metrics" not in spec:
        spec.setdefault("targetCPUUtilizationPercentage", 80)


def _network_policy(thing: Object) -> None:
    spec = _own_part(thing, "spec")
    spec.setdefault("policyTypes", ["Ingress", "Egress"] if "egress" in spec else ["Ingress"])


def _role_binding(thing: Object) -> None:
    _own_part(thing, "roleRef").setdefault("apiGroup", "rbac.authorization.k8s.io")
    for subject in thing.get("subjects") or ():
        if isinstance(subject, dict) and subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", "rbac.authorization.k8s.io")


_DEFAULTS: dict[str, Callable[[Object], None]] = {
    "/pods": _pod,
    "apps/deployments": _deployment,
    "apps/replicasets": _replica_set,
    "/replicationcontrollers": _replication_controller,
    "apps/statefulsets": _stateful_set,
    "apps/daemonsets": _daemon_set,
    "batch/jobs": _job,
    "batch/cronjobs": _cron_job,
    "/services": _service,
    "/persistentvolumeclaims": _claim,
    "/persistentvolumes": _volume,
    "/secrets": _secret,
    "autoscaling/horizontalpodautoscalers": _autoscaler,
    "networking.k8s.io/networkpolicies": _network_policy,
    DEFINITIONS: set_definition_defaults,
    **dict.fromkeys(_ROLE_BINDINGS, _role_binding),
}

_FIRST_STATUS: dict[str, Object] = {
    "/namespaces": {"phase": "Active"},
    "/pods": {"phase": "Pending", "qosClass": "BestEffort"},
    "/services": {"loadBalancer": {}},
    "/persistentvolumeclaims": {"phase": "Pending"},
    "/persistentvolumes": {"phase": "Pending"},
    "/replicationcontrollers": {"replicas": 0},
    "apps/deployments": {},
    "apps/replicasets": {"replicas": 0},
    "apps/statefulsets": {"replicas": 0},
    "apps/daemonsets": {
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    },
    "batch/jobs": {},
    "batch/cronjobs": {},
    "networking.k8s.io/ingresses": {"loadBalancer": {}},
    "autoscaling/horizontalpodautoscalers": {"currentReplicas": 0, "desiredReplicas": 0},
    "policy/poddisruptionbudgets": {
        "disruptionsAllowed": 0,
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "expectedPods": 0,
    },
}
