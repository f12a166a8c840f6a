"""Deleting: preconditions, finalizers, and what becomes of the objects that an object owns.

Rules: k8s.io/apiserver/pkg/registry/generic/registry of 1.20; the garbage collector is in `controllers.garbage`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .cluster import Cluster
from .conversions import from_stored
from .crds import DEFINITIONS, end_service
from .documents import read_value
from .kinds import Kind
from .reads import matcher
from .status import bad_request, conflict, forbidden, invalid, not_found, success, unsupported
from .store import Object

if TYPE_CHECKING:
    from .api import Call

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"

_POLICIES = ("Foreground", "Background", "Orphan")
_LASTING_NAMESPACES = frozenset(("default", "kube-system", "kube-public"))
_ORPHANING = frozenset(("batch/jobs", "/replicationcontrollers"))
"""Collections whose objects leave theirs behind unless the request says otherwise."""

_ANSWERED_WITH_OBJECT = frozenset(("/pods", "/serviceaccounts", "/persistentvolumeclaims", "/persistentvolumes"))


class DeleteOptions:
    """How an object shall be deleted."""

    __slots__ = ("policy", "uid", "version")

    def __init__(self, policy: str = "", uid: str = "", version: str = "") -> None:
        self.policy = policy
        self.uid = uid
        self.version = version


def delete(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer the deletion of one object. Raises Refusal."""
    options = _options(call)
    live = cluster.find(call.kind.store, call.namespace, call.name)
    if live is None:
        raise not_found(call.kind, call.name)
    return 200, delete_object(cluster, call.kind, live, options)


def delete_collection(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer the deletion of all objects that the request selects. Raises Refusal."""
    options = _options(call)
    selects = matcher(call)
    chosen = [thing for thing in cluster.all(call.kind.store, call.namespace) if selects(thing)]
    items = [from_stored(copy.deepcopy(thing), call.kind) for thing in chosen]
    if not call.kind.definition:
        items = [{key: item[key] for key in item if key not in ("kind", "apiVersion")} for item in items]
    for thing in chosen:
        delete_object(cluster, call.kind, thing, options)
    metadata = {"resourceVersion": str(cluster.store.version())}
    return 200, {
        "kind": call.kind.list_kind,
        "apiVersion": call.kind.api_version,
        "metadata": metadata,
        "items": items,
    }


def evict(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer the eviction of a Pod. Raises Refusal."""
    live = cluster.find(call.kind.store, call.namespace, call.name)
    if live is None:
        raise not_found(call.kind, call.name)
    cluster.remove(call.kind.store, live)
    return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def delete_object(cluster: Cluster, kind: Kind, live: Object, options: DeleteOptions) -> Object:
    """Delete an object, now or when its finalizers are done, and return what answers the request. Raises Refusal."""
    metadata = live["metadata"]
    _check_preconditions(kind, metadata, options)
    if kind.store == "/namespaces":
        return _delete_namespace(cluster, kind, live)
    if kind.store == DEFINITIONS and not metadata.get("deletionTimestamp"):
        metadata["deletionTimestamp"] = cluster.timestamp
        end_service(live, cluster.timestamp)
        cluster.update(kind.store, live)
        return from_stored(copy.deepcopy(live), kind)
    finalizers = _finalizers(kind, metadata, options.policy)
    if not finalizers:
        cluster.remove(kind.store, live)
        if kind.store not in _ANSWERED_WITH_OBJECT:
            return success(kind, metadata["name"], metadata["uid"])
        gone = from_stored(copy.deepcopy(live), kind)
        if kind.store == "/pods":
            gone["metadata"] |= {"deletionTimestamp": cluster.timestamp, "deletionGracePeriodSeconds": 0}
        return gone
    if metadata.get("deletionTimestamp") and finalizers == metadata.get("finalizers"):
        return from_stored(copy.deepcopy(live), kind)
    if "deletionTimestamp" not in metadata:
        metadata["deletionTimestamp"] = cluster.timestamp
        metadata["deletionGracePeriodSeconds"] = 0
        if metadata.get("generation"):
            metadata["generation"] += 1
    metadata["finalizers"] = finalizers
    cluster.update(kind.store, live)
    return from_stored(copy.deepcopy(live), kind)


def _finalizers(kind: Kind, metadata: Object, policy: str) -> list[str]:
    """What has to be done before the object may go. Rule: deletionFinalizersForGarbageCollection"""
    given = list(metadata.get("finalizers") or ())
    others = [word for word in given if word not in (FOREGROUND, ORPHAN)]
    if policy == "Orphan":
        return [*others, ORPHAN]
    if policy == "Foreground":
        return [*others, FOREGROUND]
    if policy == "Background":
        return others
    if len(others) != len(given):
        return given
    return [*others, ORPHAN] if kind.store in _ORPHANING else others


def _check_preconditions(kind: Kind, metadata: Object, options: DeleteOptions) -> None:
    name = metadata["name"]
    if options.uid and options.uid != metadata["uid"]:
        text = (
            f"the UID in the precondition ({options.uid}) does not match the UID in record ({metadata['uid']}). "
            "The object might have been deleted and then recreated"
        )
        raise conflict(kind, name, text, by_kind=True)
    if options.version and options.version != metadata["resourceVersion"]:
        text = (
            f"the ResourceVersion in the precondition ({options.version}) does not match the ResourceVersion in record "
            f"({metadata['resourceVersion']}). The object might have been modified"
        )
        raise conflict(kind, name, text, by_kind=True)


def _delete_namespace(cluster: Cluster, kind: Kind, live: Object) -> Object:
    """A namespace goes when all that is in it is gone; its controller sees to that."""
    metadata = live["metadata"]
    if metadata["name"] in _LASTING_NAMESPACES:
        raise forbidden(kind, metadata["name"], "this namespace may not be deleted")
    if not metadata.get("deletionTimestamp"):
        metadata["deletionTimestamp"] = cluster.timestamp
        live["status"] = {**(live.get("status") or {}), "phase": "Terminating"}
        cluster.update(kind.store, live)
    return copy.deepcopy(live)


def _options(call: Call) -> DeleteOptions:
    """What the body, or else the query, says about the deletion. Raises Refusal."""
    given: Any = {}
    if call.body.strip():
        given = read_value(call.body, call.content_type, "couldn't read DeleteOptions: ")
        if not isinstance(given, dict):
            raise bad_request("couldn't read DeleteOptions: no object")
    policy = given.get("propagationPolicy") or call.query.get("propagationPolicy") or ""
    orphans = given.get("orphanDependents")
    if policy and policy not in _POLICIES:
        fault = unsupported("propagationPolicy", policy, (*_POLICIES, "nil"))
        raise invalid([fault], "", kind="DeleteOptions", group="meta.k8s.io")
    if not policy and isinstance(orphans, bool):
        policy = "Orphan" if orphans else "Background"
    conditions = given.get("preconditions")
    if not isinstance(conditions, dict):
        conditions = {}
    return DeleteOptions(policy, str(conditions.get("uid") or ""), str(conditions.get("resourceVersion") or ""))
