"""What stands in the columns of each built-in kind's table, behind the name.

Rules: pkg/printers/internalversion/printers.go of Kubernetes 1.20.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.golib.human_duration import human_duration
from . import moments
from .defaults import part
from .selectors import requirements_of, selector_text
from .store import Object

NONE = "<none>"
_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX"}

COLUMNS: dict[str, str] = {
    "/configmaps": "Name;Data;Age",
    "/endpoints": "Name;Endpoints;Age",
    "/namespaces": "Name;Status;Age",
    "/persistentvolumeclaims": "Name;Status;Volume;Capacity;Access Modes;StorageClass;Age;VolumeMode*",
    "/persistentvolumes":
        "Name;Capacity;Access Modes;Reclaim Policy;Status;Claim;StorageClass;Reason;Age;VolumeMode*",
    "/pods": "Name;Ready;Status;Restarts;Age;IP*;Node*;Nominated Node*;Readiness Gates*",
    "/replicationcontrollers": "Name;Desired;Current;Ready;Age;Containers*;Images*;Selector*",
    "/secrets": "Name;Type;Data;Age",
    "/serviceaccounts": "Name;Secrets;Age",
    "/services": "Name;Type;Cluster-IP;External-IP;Port(s);Age;Selector*",
    "apps/daemonsets":
        "Name;Desired;Current;Ready;Up-to-date;Available;Node Selector;Age;Containers*;Images*;Selector*",
    "apps/deployments": "Name;Ready;Up-to-date;Available;Age;Containers*;Images*;Selector*",
    "apps/replicasets": "Name;Desired;Current;Ready;Age;Containers*;Images*;Selector*",
    "apps/statefulsets": "Name;Ready;Age;Containers*;Images*",
    "autoscaling/horizontalpodautoscalers": "Name;Reference;Targets;MinPods;MaxPods;Replicas;Age",
    "batch/jobs": "Name;Completions;Duration;Age;Containers*;Images*;Selector*",
    "batch/cronjobs": "Name;Schedule;Suspend;Active;Last Schedule;Age;Containers*;Images*;Selector*",
    "networking.k8s.io/ingressclasses": "Name;Controller;Parameters;Age",
    "networking.k8s.io/ingresses": "Name;Class;Hosts;Address;Ports;Age",
    "networking.k8s.io/networkpolicies": "Name;Pod-Selector;Age",
    "policy/poddisruptionbudgets": "Name;Min Available;Max Unavailable;Allowed Disruptions;Age",
    "rbac.authorization.k8s.io/rolebindings": "Name;Role;Age;Users*;Groups*;ServiceAccounts*",
    "rbac.authorization.k8s.io/clusterrolebindings": "Name;Role;Age;Users*;Groups*;ServiceAccounts*",
    "storage.k8s.io/storageclasses": "Name;Provisioner;ReclaimPolicy;VolumeBindingMode;AllowVolumeExpansion;Age",
    "scheduling.k8s.io/priorityclasses": "Name;Value;Global-Default;Age",
    "coordination.k8s.io/leases": "Name;Holder;Age",
    "admissionregistration.k8s.io/mutatingwebhookconfigurations": "Name;Webhooks;Age",
    "admissionregistration.k8s.io/validatingwebhookconfigurations": "Name;Webhooks;Age",
    "apiregistration.k8s.io/apiservices": "Name;Service;Available;Age",
}  # fmt: skip
"""The columns by collection; a star marks those of the wide form."""

Cells = Callable[[Object, float], list[Any]]


def as_text(value: Any) -> str:
    """A plain value as a text."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _age(thing: Object, now: float) -> str:
    return moments.age(thing["metadata"].get("creationTimestamp"), now)


def _of_template(thing: Object) -> list[str]:
    """Names and images of a template's containers."""
    return _containers(part(part(part(thing, "spec"), "template"), "spec"))


def _containers(spec: Object) -> list[str]:
    containers = [entry for entry in spec.get("containers") or () if isinstance(entry, dict)]
    return [",".join(str(entry.get(field, "")) for entry in containers) for field in ("name", "image")]


def _labels_text(labels: Any) -> str:
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) if labels else NONE


def _pods(pod: Object, now: float) -> list[Any]:
    status, spec = part(pod, "status"), part(pod, "spec")
    containers = status.get("containerStatuses") or ()
    ready = sum(bool(entry.get("ready")) for entry in containers)
    shown = status.get("phase", "")
    for entry in containers:
        state = part(entry, "state")
        for key in ("waiting", "terminated"):
            shown = part(state, key).get("reason") or shown
    if pod["metadata"].get("deletionTimestamp"):
        shown = "Terminating"
    restarts = sum(int(entry.get("restartCount", 0)) for entry in containers)
    wide = [status.get("podIP") or NONE, spec.get("nodeName") or NONE, NONE, NONE]
    return [f"{ready}/{len(spec.get('containers') or ())}", shown, restarts, _age(pod, now), *wide]


def _replica_sets(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    selector = spec.get("selector")
    shown = _labels_text(selector) if thing.get("kind") == "ReplicationController" else selector_text(selector)
    return [*counts, _age(thing, now), *_of_template(thing), shown]


def _deployments(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    ready = f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}"
    counts = [status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]
    return [ready, *counts, _age(thing, now), *_of_template(thing), selector_text(spec.get("selector"))]


def _stateful_sets(thing: Object, now: float) -> list[Any]:
    ready = f"{part(thing, 'status').get('readyReplicas', 0)}/{part(thing, 'spec').get('replicas', 0)}"
    return [ready, _age(thing, now), *_of_template(thing)]


def _daemon_sets(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    fields = (
        "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable",
    )  # fmt: skip
    nodes = _labels_text(part(part(spec, "template"), "spec").get("nodeSelector"))
    counts = [status.get(field, 0) for field in fields]
    return [*counts, nodes, _age(thing, now), *_of_template(thing), selector_text(spec.get("selector"))]


def _jobs(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    total = spec.get("completions")
    if total is None:
        parallelism = spec.get("parallelism") or 0
        total = f"1 of {parallelism}" if parallelism > 1 else 1
    begin, end = moments.from_text(status.get("startTime")), moments.from_text(status.get("completionTime"))
    duration = "" if begin is None else human_duration(int((now if end is None else end) - begin))
    done = f"{status.get('succeeded', 0)}/{total}"
    return [done, duration, _age(thing, now), *_of_template(thing), selector_text(spec.get("selector"))]


def _cron_jobs(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    last = status.get("lastScheduleTime")
    job = part(part(spec, "jobTemplate"), "spec")
    inner = _containers(part(part(job, "template"), "spec"))
    shown = selector_text(job.get("selector")) if job.get("selector") else NONE
    suspended = "True" if spec.get("suspend") else "False"
    since = moments.age(last, now) if last else NONE
    return [spec.get("schedule"), suspended, len(status.get("active") or ()), since, _age(thing, now), *inner, shown]


def _services(thing: Object, now: float) -> list[Any]:
    spec = part(thing, "spec")
    ports = [
        f"{port.get('port')}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port.get('protocol')}"
        for port in spec.get("ports") or ()
    ]
    cells = [spec.get("type"), spec.get("clusterIP") or NONE, _outside(thing), ",".join(ports) or NONE]
    return [*cells, _age(thing, now), _labels_text(spec.get("selector"))]


def _outside(service: Object) -> str:
    """The addresses of a Service outside of the cluster."""
    spec = part(service, "spec")
    kind = spec.get("type")
    if kind == "ExternalName":
        return str(spec.get("externalName"))
    listed = [str(address) for address in spec.get("externalIPs") or ()]
    if kind != "LoadBalancer":
        return ",".join(listed) or NONE
    entries = part(part(service, "status"), "loadBalancer").get("ingress") or ()
    found = [str(entry.get("ip") or entry.get("hostname")) for entry in entries]
    return ",".join([*found, *listed]) or "<pending>"


def _claims(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    phase = "Terminating" if thing["metadata"].get("deletionTimestamp") else status.get("phase")
    volume, capacity, modes = spec.get("volumeName", ""), "", ""
    if volume:
        modes = _access(status.get("accessModes"))
        capacity = str(part(status, "capacity").get("storage", ""))
    storage = spec.get("storageClassName", "")
    return [phase, volume, capacity, modes, storage, _age(thing, now), spec.get("volumeMode", "")]


def _volumes(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    claim = part(spec, "claimRef")
    owner = f"{claim.get('namespace')}/{claim.get('name')}" if claim else ""
    phase = "Terminating" if thing["metadata"].get("deletionTimestamp") else status.get("phase")
    first = [part(spec, "capacity").get("storage", ""), _access(spec.get("accessModes"))]
    second = [spec.get("persistentVolumeReclaimPolicy"), phase, owner, spec.get("storageClassName", "")]
    return [*first, *second, status.get("reason", ""), _age(thing, now), spec.get("volumeMode", "")]


def _access(modes: Any) -> str:
    return ",".join(_MODES.get(mode, str(mode)) for mode in modes or ())


def _ingresses(thing: Object, now: float) -> list[Any]:
    spec = part(thing, "spec")
    hosts = [str(rule["host"]) for rule in spec.get("rules") or () if isinstance(rule, dict) and rule.get("host")]
    shown = ",".join(hosts[:3]) + (f" + {len(hosts) - 3} more..." if len(hosts) > 3 else "")
    entries = part(part(thing, "status"), "loadBalancer").get("ingress") or ()
    addresses = ",".join(str(entry.get("ip") or entry.get("hostname")) for entry in entries)
    class_name = spec.get("ingressClassName") or NONE
    return [class_name, shown or "*", addresses, "80, 443" if spec.get("tls") else "80", _age(thing, now)]


def _autoscalers(thing: Object, now: float) -> list[Any]:
    spec, status = part(thing, "spec"), part(thing, "status")
    target = part(spec, "scaleTargetRef")
    wanted = spec.get("targetCPUUtilizationPercentage")
    use = NONE if wanted is None else f"<unknown>/{wanted}%"
    least = as_text(spec["minReplicas"]) if "minReplicas" in spec else "<unset>"
    counts = [least, spec.get("maxReplicas"), status.get("currentReplicas", 0)]
    return [f"{target.get('kind')}/{target.get('name')}", use, *counts, _age(thing, now)]


def _budgets(thing: Object, now: float) -> list[Any]:
    spec = part(thing, "spec")
    limits = [as_text(spec[field]) if field in spec else "N/A" for field in ("minAvailable", "maxUnavailable")]
    return [*limits, part(thing, "status").get("disruptionsAllowed", 0), _age(thing, now)]


def _bindings(thing: Object, now: float) -> list[Any]:
    role = part(thing, "roleRef")
    subjects = [entry for entry in thing.get("subjects") or () if isinstance(entry, dict)]
    names = {
        kind: ", ".join(
            f"{entry.get('namespace')}/{entry.get('name')}" if kind == "ServiceAccount" else str(entry.get("name"))
            for entry in subjects
            if entry.get("kind") == kind
        )
        for kind in ("User", "Group", "ServiceAccount")
    }
    return [f"{role.get('kind')}/{role.get('name')}", _age(thing, now), *names.values()]


def _endpoints(thing: Object, now: float) -> list[Any]:
    found = [
        f"{address.get('ip')}:{port.get('port')}"
        for subset in thing.get("subsets") or ()
        for port in subset.get("ports") or ({"port": ""},)
        for address in subset.get("addresses") or ()
    ]
    return [",".join(found[:3]) or NONE, _age(thing, now)]


def _size(thing: Object) -> int:
    return len(thing.get("data") or ()) + len(thing.get("binaryData") or ())


def _api_service(thing: Object, now: float) -> list[Any]:
    service = part(part(thing, "spec"), "service")
    shown = f"{service.get('namespace')}/{service.get('name')}" if service else "Local"
    return [shown, "Unknown" if service else "True", _age(thing, now)]


def _policies(thing: Object, now: float) -> list[Any]:
    selector = part(thing, "spec").get("podSelector")
    return [selector_text(selector) if requirements_of(selector) else NONE, _age(thing, now)]


def _storage_classes(thing: Object, now: float) -> list[Any]:
    binding = thing.get("volumeBindingMode", "Immediate")
    first = [thing.get("provisioner"), thing.get("reclaimPolicy", "Delete"), binding]
    return [*first, as_text(bool(thing.get("allowVolumeExpansion"))), _age(thing, now)]


CELLS: dict[str, Cells] = {
    "/pods": _pods,
    "/configmaps": lambda thing, now: [_size(thing), _age(thing, now)],
    "/endpoints": _endpoints,
    "/namespaces": lambda thing, now: [part(thing, "status").get("phase"), _age(thing, now)],
    "/persistentvolumeclaims": _claims,
    "/persistentvolumes": _volumes,
    "/replicationcontrollers": _replica_sets,
    "/secrets": lambda thing, now: [thing.get("type"), len(thing.get("data") or ()), _age(thing, now)],
    "/serviceaccounts": lambda thing, now: [len(thing.get("secrets") or ()), _age(thing, now)],
    "/services": _services,
    "apps/daemonsets": _daemon_sets,
    "apps/deployments": _deployments,
    "apps/replicasets": _replica_sets,
    "apps/statefulsets": _stateful_sets,
    "autoscaling/horizontalpodautoscalers": _autoscalers,
    "batch/jobs": _jobs,
    "batch/cronjobs": _cron_jobs,
    "networking.k8s.io/ingressclasses": lambda thing, now: [
        part(thing, "spec").get("controller"), NONE, _age(thing, now)
    ],
    "networking.k8s.io/ingresses": _ingresses,
    "networking.k8s.io/networkpolicies": _policies,
    "policy/poddisruptionbudgets": _budgets,
    "rbac.authorization.k8s.io/rolebindings": _bindings,
    "rbac.authorization.k8s.io/clusterrolebindings": _bindings,
    "storage.k8s.io/storageclasses": _storage_classes,
    "scheduling.k8s.io/priorityclasses": lambda thing, now: [
        thing.get("value"), bool(thing.get("globalDefault")), _age(thing, now)
    ],
    "coordination.k8s.io/leases": lambda thing, now: [
        part(thing, "spec").get("holderIdentity") or NONE, _age(thing, now)
    ],
    "admissionregistration.k8s.io/mutatingwebhookconfigurations": lambda thing, now: [
        len(thing.get("webhooks") or ()), _age(thing, now)
    ],
    "admissionregistration.k8s.io/validatingwebhookconfigurations": lambda thing, now: [
        len(thing.get("webhooks") or ()), _age(thing, now)
    ],
    "apiregistration.k8s.io/apiservices": _api_service,
}  # fmt: skip
"""The cells behind the name, by collection."""
