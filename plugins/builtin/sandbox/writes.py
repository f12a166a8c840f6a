"""Creating and replacing objects: names, namespaces, what the server sets itself, what may not change.

Rules: k8s.io/apiserver/pkg/registry/rest and pkg/registry/generic/registry of 1.20.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from . import managed_fields
from .cluster import WITH_GENERATION, Cluster, random_suffix
from .conversions import from_stored, to_stored
from .crds import DEFINITIONS, schema_faults, shape
from .defaults import keep_allocated, set_defaults, set_first_status
from .documents import check_stored_size, read_object
from .kinds import Kind
from .services import allocate
from .status import (
    Refusal,
    already_exists,
    bad_request,
    conflict,
    forbidden,
    go_quote,
    invalid,
    invalid_object,
    invalid_value,
    not_found,
    required,
)
from .store import Object
from .typing_faults import check_types
from .validation import change_faults, object_faults

if TYPE_CHECKING:
    from .api import Call

_WITH_STATUS_OF_ITS_OWN = frozenset(("/endpoints", "/events"))
_NEEDS_VERSION = frozenset((DEFINITIONS, "/services", "apiregistration.k8s.io/apiservices"))
SERVER_FIELDS = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink")


def create(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer a POST to a collection. Raises Refusal."""
    thing = read_object(call.body, call.content_type, call.kind)
    return 201, add(cluster, call, thing, "Update")


def add(cluster: Cluster, call: Call, thing: Object, operation: str) -> Object:
    """Create the object that a request sent, written by its manager through `operation`. Raises Refusal."""
    kind = call.kind
    check_head(thing, kind)
    metadata = _metadata(thing)
    _place(metadata, call)
    namespace = call.namespace if kind.namespaced else ""
    if namespace:
        check_namespace(cluster, call, str(metadata.get("name", "")))
    for field in (*SERVER_FIELDS, "resourceVersion", "generation", "managedFields"):
        metadata.pop(field, None)
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = f"{metadata['generateName'][:58]}{random_suffix()}"
    if "status" in kind.subresources and kind.store not in _WITH_STATUS_OF_ITS_OWN:
        thing.pop("status", None)
    managed_fields.note_creation(thing, call.manager, operation, kind.api_version, cluster.timestamp)
    stored = _complete(thing, kind)
    set_first_status(stored, kind.store)
    faults = _faults(stored, kind)
    if faults:
        raise invalid_object(kind, str(metadata.get("name", "")), faults)
    if cluster.find(kind.store, namespace, metadata["name"]) is not None:
        raise already_exists(kind, metadata["name"])
    allocate(cluster, stored, None, kind, is_trial=call.is_trial)
    check_stored_size(stored)
    if kind.definition:
        metadata["generation"] = 1
    cluster.create(kind.store, stored)
    answer = from_stored(copy.deepcopy(stored), kind)
    if call.is_trial:
        del answer["metadata"]["resourceVersion"]
    return answer


def update(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer a PUT to an object or its subresource. Raises Refusal."""
    if call.sub == "scale":
        from .scale import set_scale

        return 200, set_scale(cluster, call, read_object(call.body, call.content_type, call.kind))
    thing = read_object(call.body, call.content_type, call.kind)
    check_head(thing, call.kind)
    metadata = _metadata(thing)
    if metadata.get("name") != call.name:
        name = metadata.get("name")
        raise bad_request(f"the name of the object ({name}) does not match the name on the URL ({call.name})")
    live = cluster.find(call.kind.store, call.namespace, call.name)
    if live is None:
        raise not_found(call.kind, call.name)
    _place(metadata, call)
    if call.kind.definition and not metadata.get("resourceVersion"):
        fault = invalid_value("metadata.resourceVersion", "0x0", "must be specified for an update")
        fault.text = fault.text.replace('"', "")
        raise invalid([fault], call.name, kind=call.kind.plural, group=call.kind.group)
    faults = []
    if call.kind.store in _NEEDS_VERSION and not metadata.get("resourceVersion"):
        faults.append(invalid_value("metadata.resourceVersion", "", "must be specified for an update"))
    return 200, put(cluster, call, thing, live, "Update", faults)


def put(
    cluster: Cluster, call: Call, thing: Object, live: Object, operation: str, faults: list[Any] | None = None
) -> Object:
    """Put an object, in the request's API version, into the place of the live one in the store. Raises Refusal.

    Nothing is written when nothing changes.
    """
    kind, before = call.kind, copy.deepcopy(live)
    metadata = _metadata(thing)
    _check_identity(metadata, before["metadata"], call)
    for field in (*SERVER_FIELDS, "generation"):
        _take(metadata, before["metadata"], field)
    if operation == "Update":
        _take(metadata, before["metadata"], "managedFields")
    metadata["resourceVersion"] = before["metadata"]["resourceVersion"]
    stored = _complete(thing, kind)
    _keep_other_part(stored, before, call)
    keep_allocated(stored, before, kind.store)
    wrong = [*(faults or []), *_faults(stored, kind), *change_faults(stored, before, kind)]
    if wrong:
        raise invalid_object(kind, call.name, wrong)
    if without_bookkeeping(stored) == without_bookkeeping(before) and operation == "Update":
        return from_stored(before, kind)
    if operation == "Update":
        managed_fields.note_update(stored, before, call.manager, kind.api_version, cluster.timestamp)
    if (kind.definition or kind.store in WITH_GENERATION) and _without_status(stored) != _without_status(before):
        stored["metadata"]["generation"] = int(before["metadata"].get("generation") or 0) + 1
    allocate(cluster, stored, live, kind, is_trial=call.is_trial)
    check_stored_size(stored)
    cluster.update(kind.store, stored)
    return from_stored(copy.deepcopy(stored), kind)


def check_head(thing: Object, kind: Kind) -> None:
    """Check kind and API version of an object, and fill them in. Raises Refusal."""
    given_kind, given_version = thing.get("kind"), thing.get("apiVersion")
    lead = f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: '
    if kind.definition:
        if not given_kind:
            text = documents_start(thing)
            raise bad_request(f"{lead}unmarshalerDecoder: Object 'Kind' is missing in '{text}'")
        if given_kind != kind.kind:
            fault = invalid_value("kind", given_kind, f"must be {kind.kind}")
            raise invalid([fault], str(_metadata(thing).get("name", "")), kind=str(given_kind), group=kind.group)
        if given_version != kind.api_version:
            fault = invalid_value("apiVersion", given_version or "", f"must be {kind.api_version}")
            raise invalid([fault], str(_metadata(thing).get("name", "")), kind=kind.kind, group=kind.group)
        return
    version = str(given_version or kind.api_version)
    if version != kind.api_version:
        text = f'no kind "{given_kind or kind.kind}" is registered for version {go_quote(version)}'
        raise bad_request(
            f'{given_kind or kind.kind} in version "{version.rpartition("/")[2]}" cannot be handled as a {kind.kind}: '
            f'{text} in scheme "pkg/api/legacyscheme/scheme.go:30"'
        )
    if given_kind and given_kind != kind.kind:
        package = kind.group.partition(".")[0] or "core"
        raise bad_request(
            f'{given_kind} in version "{kind.version}" cannot be handled as a {kind.kind}: converting '
            f"({kind.version}.{given_kind}) to ({package}.{kind.kind}): unknown conversion"
        )
    head = {"kind": kind.kind, "apiVersion": kind.api_version}
    rest = {key: value for key, value in thing.items() if key not in head}
    thing.clear()
    thing.update(head | rest)


def documents_start(thing: Object) -> str:
    """The beginning of an object's text, for messages."""
    from .documents import to_bytes

    return to_bytes(thing)[:100].decode("utf-8", "replace")


def check_namespace(cluster: Cluster, call: Call, name: str) -> None:
    """Raise Refusal when the namespace of a new object is missing or on its way out."""
    from .kinds import built_in

    place = built_in("", "v1", "namespaces")
    found = cluster.find("/namespaces", "", call.namespace)
    if found is None and place is not None:
        raise not_found(place, call.namespace)
    if found is not None and found["metadata"].get("deletionTimestamp"):
        text = f"unable to create new content in namespace {call.namespace} because it is being terminated"
        message = f"namespace {call.namespace} is being terminated"
        cause = {"reason": "NamespaceTerminating", "message": message, "field": "metadata.namespace"}
        raise forbidden(call.kind, name, text, [cause])


def without_bookkeeping(thing: Object) -> Object:
    """An object without the fields that change with every write."""
    left_out = ("managedFields", "resourceVersion")
    metadata = {key: value for key, value in thing["metadata"].items() if key not in left_out}
    return {**thing, "metadata": metadata}


def _metadata(thing: Object) -> Object:
    metadata = thing.get("metadata")
    if metadata is None:
        metadata = thing["metadata"] = {}
    if not isinstance(metadata, dict):
        raise bad_request("json: cannot unmarshal into Go struct field .metadata of type v1.ObjectMeta")
    return metadata


def _place(metadata: Object, call: Call) -> None:
    """Fill in the namespace, or refuse one that is not that of the path."""
    if not call.kind.namespaced:
        metadata.pop("namespace", None)
        return
    if metadata.get("namespace") not in (None, "", call.namespace):
        text = "the namespace of the provided object does not match the namespace sent on the request"
        if call.method == "PATCH":
            text = (
                f"the namespace of the object ({metadata['namespace']}) does not match the namespace on the request "
                f"({call.namespace})"
            )
        raise bad_request(text)
    rest = {key: value for key, value in metadata.items() if key != "namespace"}
    metadata.clear()
    metadata.update({**({"name": rest.pop("name")} if "name" in rest else {}), "namespace": call.namespace, **rest})


def _check_identity(metadata: Object, before: Object, call: Call) -> None:
    if metadata.get("name") != call.name:
        name = metadata.get("name")
        raise bad_request(f"the name of the object ({name}) does not match the name on the URL ({call.name})")
    _place(metadata, call)
    version = metadata.get("resourceVersion")
    if version and version != "0":
        if not (isinstance(version, str) and version.isdigit()):
            raise Refusal(500, "", f"strconv.ParseUint: parsing {go_quote(str(version))}: invalid syntax")
        if version != before["resourceVersion"]:
            raise conflict(call.kind, call.name)
    uid = metadata.get("uid")
    if uid and uid != before["uid"]:
        if call.method == "PATCH":
            fault = invalid_value("metadata.uid", uid, "field is immutable")
            raise invalid_object(call.kind, call.name, [fault, fault])
        text = (
            f"StorageError: invalid object, Code: 4, Key: /registry/{call.kind.plural}/{call.namespace}/{call.name}, "
            f"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, "
            f"UID in object meta: {before['uid']}"
        )
        raise conflict(call.kind, call.name, text)


def _take(metadata: Object, before: Object, field: str) -> None:
    metadata.pop(field, None)
    if field in before:
        metadata[field] = before[field]


def _keep_other_part(thing: Object, before: Object, call: Call) -> None:
    """Let a request to the status change nothing else, and any other request not change the status."""
    if call.sub == "status":
        status = thing.get("status")
        metadata = {**before["metadata"], **{key: thing["metadata"][key] for key in ("resourceVersion",)}}
        thing.clear()
        thing.update(copy.deepcopy(before))
        thing["metadata"] = metadata
        if status is not None:
            thing["status"] = status
    elif "status" in call.kind.subresources:
        thing.pop("status", None)
        if "status" in before:
            thing["status"] = copy.deepcopy(before["status"])
    if call.sub == "finalize":
        spec = thing.get("spec")
        thing["spec"] = {**(before.get("spec") or {}), "finalizers": (spec or {}).get("finalizers") or []}


def _complete(thing: Object, kind: Kind) -> Object:
    """An object in the form in which it is kept: no nulls, known fields, defaults. `thing` is changed."""
    if kind.definition:
        _drop_empty_metadata(thing["metadata"])
        shape(thing, kind)
        return to_stored(thing, kind)
    check_types(thing, kind)
    _drop_nulls(thing)
    _drop_empty_metadata(thing["metadata"])
    stored = to_stored(thing, kind)
    set_defaults(stored, kind.store)
    return stored


def _drop_nulls(value: Any) -> None:
    if isinstance(value, dict):
        for key in [key for key, inner in value.items() if inner is None]:
            del value[key]
        for inner in value.values():
            _drop_nulls(inner)
    elif isinstance(value, list):
        for inner in value:
            _drop_nulls(inner)


def _drop_empty_metadata(metadata: Object) -> None:
    for key in ("labels", "annotations", "finalizers", "ownerReferences", "managedFields", "generateName"):
        if key in metadata and not metadata[key]:
            del metadata[key]
    for key in ("creationTimestamp", "deletionTimestamp"):
        if key in metadata and metadata[key] is None:
            del metadata[key]


def _faults(thing: Object, kind: Kind) -> list[Any]:
    metadata = thing["metadata"]
    if not metadata.get("name"):
        return [required("metadata.name", "name or generateName is required")]
    faults = object_faults(thing, kind)
    return faults + schema_faults(thing, kind) if kind.definition else faults


def _without_status(thing: Object) -> Object:
    return {key: value for key, value in thing.items() if key not in ("status", "metadata")}
