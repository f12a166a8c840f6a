"""What is wrong with an object, in the API server's words: names, labels, required fields, what may not change.

Rules: pkg/apis/*/validation of Kubernetes 1.20 and k8s.io/apimachinery/pkg/util/validation. Only what releases trip
over is checked.
"""

from __future__ import annotations

import re
from typing import Any

from .crds import DEFINITIONS, definition_faults
from .defaults import part
from .kinds import Kind
from .selectors import object_selector
from .status import Fault, forbidden_field, go_quote, invalid_value, required, too_long, unsupported
from .store import Object

MOST_DATA = 1_048_576

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_PATH_NAME = re.compile(r"[/%]")

_SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_LABEL_1035_RULE = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')"
)
_QUALIFIED_RULE = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
_CONFIG_KEY_RULE = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
_PATH_NAMED = frozenset(("roles", "rolebindings", "clusterroles", "clusterrolebindings"))
_WORKLOADS = frozenset(("apps/deployments", "apps/replicasets", "apps/statefulsets", "apps/daemonsets"))
_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_STATEFUL_CHANGES = ("replicas", "template", "updateStrategy")


def object_faults(thing: Object, kind: Kind) -> list[Fault]:
    """What is wrong with an object by itself. It has a name."""
    faults = [*_name_faults(thing["metadata"]["name"], kind), *_metadata_faults(thing["metadata"])]
    store = kind.store
    if store in ("/configmaps", "/secrets"):
        faults += _data_faults(thing, store)
    elif store in _WORKLOADS:
        faults += _workload_faults(thing, store)
    elif store == "batch/jobs":
        faults += _pod_faults(part(part(thing, "spec"), "template"), "spec.template.spec", ("OnFailure", "Never"))
    elif store == "/pods":
        faults += _pod_faults(thing, "spec", _RESTART_POLICIES)
    elif store == "/services":
        faults += _service_faults(part(thing, "spec"))
    elif store == DEFINITIONS:
        faults += definition_faults(thing, needs_schema=kind.version == "v1")
    return faults


def change_faults(thing: Object, before: Object, kind: Kind) -> list[Fault]:
    """What may not change and does."""
    spec, old = part(thing, "spec"), part(before, "spec")
    store = kind.store
    faults = []
    if store == "/services":
        faults += _address_faults(spec, old)
    elif store in ("apps/deployments", "apps/replicasets", "apps/daemonsets"):
        if spec.get("selector") != old.get("selector"):
            faults.append(_immutable("spec.selector", _go_selector(spec.get("selector"))))
    elif store == "apps/statefulsets":
        if _without(spec, _STATEFUL_CHANGES) != _without(old, _STATEFUL_CHANGES):
            text = "updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' are"
            faults.append(forbidden_field("spec", f"{text} forbidden"))
    elif store == "batch/jobs":
        for field in ("completions", "selector", "template"):
            if spec.get(field) != old.get(field):
                value = spec.get(field) if field == "completions" else "core.PodTemplateSpec{...}"
                faults.append(_immutable(f"spec.{field}", str(value)))
    elif store == "/pods":
        faults += _pod_change_faults(spec, old)
    elif store == "/persistentvolumeclaims":
        if _without(spec, ("resources",)) != _without(old, ("resources",)):
            text = "spec is immutable after creation except resources.requests for bound claims"
            faults.append(forbidden_field("spec", text))
    elif store == "/secrets" and thing.get("type") != before.get("type"):
        faults.append(_immutable("type", go_quote(str(thing.get("type")))))
    elif kind.plural in ("rolebindings", "clusterrolebindings") and thing.get("roleRef") != before.get("roleRef"):
        role = part(thing, "roleRef")
        shown = ", ".join(f"{go}:{go_quote(str(role.get(key, '')))}" for go, key in
                          (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")))  # fmt: skip
        text = f"Invalid value: rbac.RoleRef{{{shown}}}: cannot change roleRef"
        faults.append(Fault("roleRef", "FieldValueInvalid", text))
    if before.get("immutable") and store in ("/configmaps", "/secrets"):
        for field in ("data", "binaryData"):
            if thing.get(field) != before.get(field):
                faults.append(forbidden_field(field, "field is immutable when `immutable` is set"))
    return faults


# --- metadata ---


def _name_faults(name: Any, kind: Kind) -> list[Fault]:
    if not isinstance(name, str):
        return [invalid_value("metadata.name", "", "must be a string")]
    if kind.group == "rbac.authorization.k8s.io" and kind.plural in _PATH_NAMED:
        if name in (".", "..") or _PATH_NAME.search(name):
            return [invalid_value("metadata.name", name, "may not contain '/'")]
        return []
    if kind.store == "/namespaces":
        pattern, rule, limit = _LABEL, _LABEL_RULE, 63
    elif kind.store == "/services":
        pattern, rule, limit = _LABEL_1035, _LABEL_1035_RULE, 63
    else:
        pattern, rule, limit = _SUBDOMAIN, _SUBDOMAIN_RULE, 253
    faults = []
    if len(name) > limit:
        faults.append(invalid_value("metadata.name", name, f"must be no more than {limit} characters"))
    if not pattern.fullmatch(name):
        faults.append(invalid_value("metadata.name", name, rule))
    return faults


def _metadata_faults(metadata: Object) -> list[Fault]:
    faults = []
    for key, value in part(metadata, "labels").items():
        faults += _key_faults(key, "metadata.labels")
        text = value if isinstance(value, str) else str(value)
        if len(text) > 63:
            faults.append(invalid_value("metadata.labels", text, "must be no more than 63 characters"))
        if not _VALUE.fullmatch(text):
            faults.append(invalid_value("metadata.labels", text, _VALUE_RULE))
    total = 0
    for key, value in part(metadata, "annotations").items():
        faults += _key_faults(key.lower(), "metadata.annotations", shown=key)
        total += len(key) + len(str(value))
    if total > 262_144:
        faults.append(too_long("metadata.annotations", 262_144))
    return faults


def _key_faults(key: str, field: str, shown: str = "") -> list[Fault]:
    prefix, slash, name = key.rpartition("/")
    shown = shown or key
    faults = []
    if slash and not _SUBDOMAIN.fullmatch(prefix):
        faults.append(invalid_value(field, shown, f"prefix part {_SUBDOMAIN_RULE}"))
    if len(name) > 63:
        faults.append(invalid_value(field, shown, "name part must be no more than 63 characters"))
    if not _QUALIFIED.fullmatch(name):
        faults.append(invalid_value(field, shown, _QUALIFIED_RULE))
    return faults


# --- kinds ---


def _data_faults(thing: Object, store: str) -> list[Fault]:
    faults = []
    total = 0
    for field in ("data", "binaryData"):
        for key, value in part(thing, field).items():
            if not _CONFIG_KEY.fullmatch(key):
                faults.append(invalid_value(f"{field}[{key}]", key, _CONFIG_KEY_RULE))
            text = str(value)
            is_base64 = store == "/secrets" or field == "binaryData"
            total += len(text) * 3 // 4 if is_base64 else len(text.encode("utf-8", "replace"))
    if total > MOST_DATA:
        faults.append(too_long("data" if store == "/secrets" else "[]", MOST_DATA))
    return faults


def _strategy_faults(spec: Object) -> list[Fault]:
    strategy = part(spec, "strategy")
    if strategy.get("type") != "Recreate" or strategy.get("rollingUpdate") is None:
        return []
    text = "may not be specified when strategy `type` is 'Recreate'"
    return [forbidden_field("spec.strategy.rollingUpdate", text)]


def _workload_faults(thing: Object, store: str) -> list[Fault]:
    spec = part(thing, "spec")
    template = part(spec, "template")
    faults = []
    selector = spec.get("selector")
    labels = part(part(template, "metadata"), "labels")
    if not isinstance(selector, dict):
        faults.append(required("spec.selector"))
    elif not selector.get("matchLabels") and not selector.get("matchExpressions"):
        text = f"empty selector is invalid for {thing['kind'].lower()}"
        faults.append(Fault("spec.selector", "FieldValueInvalid", f"Invalid value: {_go_selector(selector)}: {text}"))
    if not object_selector(selector)({"metadata": {"labels": labels}}):
        shown = ", ".join(f"{go_quote(key)}:{go_quote(str(labels[key]))}" for key in sorted(labels))
        text = f"Invalid value: map[string]string{{{shown}}}: `selector` does not match template `labels`"
        text = text if labels else "Invalid value: map[string]string(nil): `selector` does not match template `labels`"
        faults.append(Fault("spec.template.metadata.labels", "FieldValueInvalid", text))
    replicas = spec.get("replicas", 1)
    if isinstance(replicas, int) and replicas < 0:
        faults.append(invalid_value("spec.replicas", replicas, "must be greater than or equal to 0"))
    if store == "apps/deployments":
        faults += _strategy_faults(spec)
    return faults + _pod_faults(template, "spec.template.spec", ("Always",))


def _pod_faults(pod: Object, field: str, policies: tuple[str, ...]) -> list[Fault]:
    spec = part(pod, "spec")
    faults = []
    containers = spec.get("containers")
    if not isinstance(containers, list) or not containers:
        faults.append(required(f"{field}.containers"))
    for list_name in ("containers", "initContainers"):
        seen = set()
        for number, container in enumerate(spec.get(list_name) or ()):
            place = f"{field}.{list_name}[{number}]"
            name = part({"c": container}, "c").get("name")
            if not name:
                faults.append(required(f"{place}.name"))
            elif not _LABEL.fullmatch(str(name)):
                faults.append(invalid_value(f"{place}.name", str(name), _LABEL_RULE))
            elif name in seen:
                faults.append(Fault(f"{place}.name", "FieldValueDuplicate", f"Duplicate value: {go_quote(name)}"))
            seen.add(name)
            if not part({"c": container}, "c").get("image"):
                faults.append(required(f"{place}.image"))
    policy = spec.get("restartPolicy")
    if policy not in policies:
        if policies[0] == "OnFailure" and policy == "Always":
            faults.append(required(f"{field}.restartPolicy", 'valid values: "OnFailure", "Never"'))
        elif policy not in _RESTART_POLICIES or policies == ("Always",):
            faults.append(unsupported(f"{field}.restartPolicy", policy, policies))
    return faults


def _service_faults(spec: Object) -> list[Fault]:
    faults = []
    if not spec.get("ports") and spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        faults.append(required("spec.ports"))
    if spec.get("type") not in ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"):
        kinds = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
        faults.append(unsupported("spec.type", spec.get("type"), kinds))
    if spec.get("type") == "ExternalName" and not spec.get("externalName"):
        faults.append(required("spec.externalName"))
    ports = spec.get("ports") or ()
    for number, port in enumerate(ports):
        value = part({"p": port}, "p").get("port")
        if not isinstance(value, int) or not 0 < value < 65536:
            text = "must be between 1 and 65535, inclusive"
            faults.append(invalid_value(f"spec.ports[{number}].port", value or 0, text))
            if port.get("targetPort") == value:
                faults.append(invalid_value(f"spec.ports[{number}].targetPort", value or 0, text))
        if len(ports) > 1 and not part({"p": port}, "p").get("name"):
            faults.append(required(f"spec.ports[{number}].name"))
    return faults


def _address_faults(spec: Object, old: Object) -> list[Fault]:
    if "ExternalName" in (spec.get("type"), old.get("type")) or not old.get("clusterIP"):
        return []
    if spec.get("clusterIP") != old["clusterIP"]:
        shown = go_quote(str(spec.get("clusterIP")))
        text = f"Invalid value: []string{{{shown}}}: may not change once set"
        return [Fault("spec.clusterIPs[0]", "FieldValueInvalid", text)]
    return []


def _pod_change_faults(spec: Object, old: Object) -> list[Fault]:
    if _fixed_part(spec) == _fixed_part(old):
        return []
    text = (
        "pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, "
        "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)"
    )
    return [forbidden_field("spec", text)]


def _fixed_part(spec: Object) -> Object:
    fixed = _without(spec, ("activeDeadlineSeconds", "tolerations", "nodeName"))
    for field in ("containers", "initContainers"):
        if isinstance(fixed.get(field), list):
            fixed[field] = [_without(item, ("image", "imagePullPolicy")) for item in fixed[field]]
    return fixed


def _without(mapping: Any, fields: tuple[str, ...]) -> Object:
    return {key: value for key, value in mapping.items() if key not in fields} if isinstance(mapping, dict) else {}


def _immutable(field: str, shown: str) -> Fault:
    return Fault(field, "FieldValueInvalid", f"Invalid value: {shown}: field is immutable")


def _go_selector(selector: Any) -> str:
    labels = part({"s": selector}, "s").get("matchLabels") or {}
    shown = ", ".join(f"{go_quote(key)}:{go_quote(str(labels[key]))}" for key in sorted(labels))
    pairs = f"map[string]string{{{shown}}}" if labels else "map[string]string(nil)"
    return f"v1.LabelSelector{{MatchLabels:{pairs}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}}"
