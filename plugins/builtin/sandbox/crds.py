"""Definitions of custom kinds: which kinds they make, what is wrong with them, how their objects are checked.

Rules: k8s.io/apiextensions-apiserver of 1.20. Of a schema, types, required fields and enumerations are checked, unknown
fields are dropped and defaults filled in.
"""

from __future__ import annotations

from typing import Any

from .cluster import Cluster
from .kinds import Kind
from .status import Fault, invalid_value, required, unsupported
from .store import Object

DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions"

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
"""The finalizer of a definition whose objects have to go first."""

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def custom_kinds(cluster: Cluster, *, served_only: bool = True) -> list[Kind]:
    """The kinds that the definitions of a cluster make, in every version that is served."""
    kinds = []
    for definition in cluster.store.scan(DEFINITIONS):
        spec = definition["spec"]
        for version in spec["versions"]:
            if version.get("served") or not served_only:
                kinds.append(_kind(definition, version))
    return kinds


def _kind(definition: Object, version: Object) -> Kind:
    spec = definition["spec"]
    names = spec["names"]
    kind = Kind(spec["group"], version["name"], names["plural"], names["kind"], spec.get("scope") == "Namespaced")
    kind.singular = names.get("singular", "")
    kind.list_kind = names.get("listKind", kind.list_kind)
    kind.short_names = tuple(names.get("shortNames") or ())
    kind.categories = tuple(names.get("categories") or ())
    kind.subresources = frozenset(key for key in version.get("subresources") or {} if key in ("status", "scale"))
    stored = next((entry["name"] for entry in spec["versions"] if entry.get("storage")), version["name"])
    kind.stored_version = f"{spec['group']}/{stored}"
    kind.definition = definition
    return kind


def version_of(kind: Kind) -> Object:
    """What a custom kind's definition says about its version."""
    versions = (kind.definition or {}).get("spec", {}).get("versions", [])
    return next((entry for entry in versions if entry.get("name") == kind.version), {})


def set_definition_defaults(thing: Object) -> None:
    """Fill in what a definition leaves out."""
    spec = thing.setdefault("spec", {})
    if not isinstance(spec, dict) or not isinstance(spec.get("names"), dict):
        return
    names = spec["names"]
    spec.setdefault("scope", "Namespaced")
    names.setdefault("singular", str(names.get("kind", "")).lower())
    names.setdefault("listKind", f"{names.get('kind', '')}List")
    spec.setdefault("conversion", {"strategy": "None"})
    versions = [entry for entry in spec.get("versions") or () if isinstance(entry, dict)]
    stored = [entry["name"] for entry in versions if entry.get("storage") and "name" in entry]
    thing.setdefault("status", {"conditions": None, "acceptedNames": {"plural": "", "kind": ""}})
    thing["status"].setdefault("storedVersions", stored)


def definition_faults(thing: Object, *, needs_schema: bool) -> list[Fault]:
    """What is wrong with a definition."""
    spec = _mapping(thing.get("spec"))
    names = _mapping(spec.get("names"))
    faults = []
    if thing["metadata"].get("name") != f"{names.get('plural')}.{spec.get('group')}":
        text = 'must be spec.names.plural+"."+spec.group'
        faults.append(invalid_value("metadata.name", thing["metadata"].get("name", ""), text))
    places = (("spec.group", spec, "group"), ("spec.names.plural", names, "plural"), ("spec.names.kind", names, "kind"))
    for field, holder, key in places:
        if not isinstance(holder.get(key), str) or not holder[key]:
            faults.append(required(field))
    if spec.get("scope") not in ("Namespaced", "Cluster"):
        faults.append(unsupported("spec.scope", spec.get("scope", ""), ("Cluster", "Namespaced")))
    versions = spec.get("versions")
    if not isinstance(versions, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("name"), str) for entry in versions
    ):
        return [*faults, required("spec.versions")]
    if sum(bool(entry.get("storage")) for entry in versions) != 1:
        text = "must have exactly one version marked as storage version"
        faults.append(invalid_value("spec.versions", "[]", text))
    for number, entry in enumerate(versions):
        schema = entry.get("schema")
        if needs_schema and not (isinstance(schema, dict) and schema.get("openAPIV3Schema")):
            faults.append(required(f"spec.versions[{number}].schema.openAPIV3Schema", "schemas are required"))
    return faults


def schema_of(kind: Kind) -> Object:
    """The schema of a custom kind's objects; empty where any fits."""
    schema = version_of(kind).get("schema")
    found = schema.get("openAPIV3Schema") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def shape(thing: Object, kind: Kind) -> None:
    """Drop from a custom object what its schema does not know and fill in defaults."""
    schema = schema_of(kind)
    spec = (kind.definition or {}).get("spec", {})
    prunes = bool(schema) and not spec.get("preserveUnknownFields")
    properties = schema.get("properties")
    for key in list(thing):
        if key in ("apiVersion", "kind", "metadata"):
            continue
        inner = properties.get(key) if isinstance(properties, dict) else None
        if isinstance(inner, dict):
            _shape(thing[key], inner, prunes)
        elif prunes and not schema.get("x-kubernetes-preserve-unknown-fields"):
            del thing[key]


def _shape(value: Any, schema: Object, prunes: bool) -> None:
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            _shape(item, schema["items"], prunes)
    if not isinstance(value, dict):
        return
    properties = _mapping(schema.get("properties"))
    others = schema.get("additionalProperties")
    for key, inner in properties.items():
        if isinstance(inner, dict) and "default" in inner and key not in value:
            import copy

            value[key] = copy.deepcopy(inner["default"])
    for key in list(value):
        inner = properties.get(key, others)
        if isinstance(inner, dict):
            _shape(value[key], inner, prunes)
        elif prunes and not (inner or schema.get("x-kubernetes-preserve-unknown-fields")):
            del value[key]


def schema_faults(thing: Object, kind: Kind) -> list[Fault]:
    """Where a custom object does not fit its schema."""
    faults: list[Fault] = []
    schema = schema_of(kind)
    for key in schema.get("required") or ():
        if key not in thing:
            faults.append(required(str(key)))
    for key, inner in (schema.get("properties") or {}).items():
        if key in thing and key not in ("apiVersion", "kind", "metadata"):
            _check(thing[key], inner, str(key), faults)
    return faults


def _check(value: Any, schema: Any, field: str, faults: list[Fault]) -> None:
    if not isinstance(schema, dict) or (value is None and schema.get("nullable")):
        return
    wanted = schema.get("type")
    fitting = _TYPES.get(str(wanted))
    if schema.get("x-kubernetes-int-or-string"):
        wanted, fitting = "integer,string", (int, str)
    if fitting is not None and (not isinstance(value, fitting) or (isinstance(value, bool) and bool not in fitting)):
        name = _type_name(value)
        faults.append(invalid_value(field, name, f'{field} in body must be of type {wanted}: "{name}"'))
        return
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        faults.append(unsupported(field, value, tuple(str(word) for word in schema["enum"])))
    if isinstance(value, dict):
        for key in schema.get("required") or ():
            if key not in value:
                faults.append(required(f"{field}.{key}"))
        for key, inner in (schema.get("properties") or {}).items():
            if key in value:
                _check(value[key], inner, f"{field}.{key}", faults)
    if isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, schema.get("items"), f"{field}[{number}]", faults)


def _mapping(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "integer", float: "number"}
    return names.get(type(value), "null")


def accept(thing: Object, timestamp: str) -> None:
    """Note on a definition that its names are taken and its kind is served."""
    names = thing["spec"]["names"]
    conditions = [
        _condition("NamesAccepted", timestamp, "NoConflicts", "no conflicts found"),
        _condition("Established", timestamp, "InitialNamesAccepted", "the initial names have been accepted"),
    ]
    if thing["spec"].get("preserveUnknownFields"):
        text = "spec.preserveUnknownFields: Invalid value: true: must be false"
        conditions.append(_condition("NonStructuralSchema", timestamp, "Violations", text))
    thing.setdefault("status", {})
    thing["status"]["conditions"] = conditions
    thing["status"]["acceptedNames"] = dict(names)


def end_service(thing: Object, timestamp: str) -> None:
    """Note on a definition that its objects go, and then it."""
    finalizers = thing["metadata"].setdefault("finalizers", [])
    if CLEANUP not in finalizers:
        finalizers.append(CLEANUP)
    text = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
    status = thing.setdefault("status", {})
    ending = _condition("Terminating", timestamp, "InstanceDeletionPending", text)
    status["conditions"] = [*(status.get("conditions") or ()), ending]


def _condition(kind: str, timestamp: str, reason: str, message: str) -> dict[str, str]:
    return {"type": kind, "status": "True", "lastTransitionTime": timestamp, "reason": reason, "message": message}
