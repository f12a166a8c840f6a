"""Patching: strategic merge, JSON merge, JSON patch and server-side apply.

Rules: k8s.io/apiserver/pkg/endpoints/handlers/patch.go of 1.20.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ....core.golib.json_patch import JsonPatchError
from ....core.golib.patch_schema import PatchError
from ....core.golib.patches import APPLY, JSON_PATCH, MERGE, STRATEGIC, apply_patch
from . import managed_fields, writes
from .cluster import Cluster
from .conversions import from_stored
from .documents import read_value, to_bytes
from .status import Refusal, bad_request, conflict, invalid, invalid_value, not_found, required, unsupported_media_type
from .store import Object

if TYPE_CHECKING:
    from .api import Call


def patch(cluster: Cluster, call: Call) -> tuple[int, Object]:
    """Answer a PATCH. Raises Refusal."""
    media_type = call.content_type.partition(";")[0].strip()
    if media_type not in (STRATEGIC, MERGE, JSON_PATCH, APPLY):
        raise Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    if media_type == STRATEGIC and call.kind.definition:
        raise unsupported_media_type(f"{JSON_PATCH}, {MERGE}, {APPLY}")
    live = cluster.find(call.kind.store, call.namespace, call.name)
    if media_type == APPLY:
        return _apply(cluster, call, live)
    if live is None:
        raise not_found(call.kind, call.name)
    before = from_stored(copy.deepcopy(live), call.kind)
    if call.sub == "scale":
        from .scale import scale_of, set_scale

        return 200, set_scale(cluster, call, _patched(scale_of(before), call, media_type))
    after = _patched(before, call, media_type)
    try:
        return 200, writes.put(cluster, call, after, live, "Update")
    except Refusal as refusal:
        if refusal.code == 400 and "cannot be handled as" in refusal.message:
            raise _unfit(after, refusal.message.partition("cannot be handled as a ")[2].partition(": ")[2]) from None
        raise


def _patched(before: Object, call: Call, media_type: str) -> Object:
    """The object that a patch makes of the live one. Raises Refusal."""
    try:
        change = read_value(call.body, "application/json", "")
    except Refusal:
        if media_type == STRATEGIC:
            raise bad_request("error decoding patch: couldn't get version/kind") from None
        raise Refusal(500, "", "Invalid JSON Patch") from None
    try:
        if media_type != JSON_PATCH and not isinstance(change, dict):
            raise Refusal(500, "", "Invalid JSON Patch")
        after = apply_patch(before, change, media_type, call.kind.api_version, call.kind.kind)
    except JsonPatchError:
        text = "the server rejected our request due to an error in our request"
        raise Refusal(422, "Invalid", text, {}) from None
    except PatchError as error:
        raise bad_request(str(error)) from None
    if not isinstance(after, dict) or not isinstance(after.get("metadata"), dict):
        raise bad_request("the object provided is unrecognized")
    return dict(after)


def _unfit(after: Object, reason: str) -> Refusal:
    """A patch that makes an object which is none."""
    fault = invalid_value("patch", to_bytes(after).decode("utf-8", "replace"), reason)
    return invalid([fault], "", kind="")


def _apply(cluster: Cluster, call: Call, live: Object | None) -> tuple[int, Object]:
    """Server-side apply: create what is missing, change what the manager owns or may take."""
    if not call.query.get("fieldManager"):
        fault = required("fieldManager", "is required for apply patch")
        raise invalid([fault], "", kind="PatchOptions", group="meta.k8s.io")
    applied = read_value(call.body, "application/apply-patch+yaml", "error decoding YAML: ")
    if not isinstance(applied, dict) or not isinstance(applied.get("metadata", {}), dict):
        raise bad_request("error decoding YAML: no object")
    writes.check_head(applied, call.kind)
    applied.setdefault("metadata", {}).setdefault("name", call.name)
    if live is None:
        if applied["metadata"].get("uid"):
            raise conflict(call.kind, call.name, "uid mismatch: the provided object specified uid")
        return 201, writes.add(cluster, call, applied, "Apply")
    if applied["metadata"].get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    before = from_stored(copy.deepcopy(live), call.kind)
    merged = _laid_over(before, applied, call)
    force = call.query.get("force", "").lower() in ("true", "1")
    managed_fields.apply(before, applied, merged, call.manager, call.kind.api_version, cluster.timestamp, force=force)
    if _same(merged, before):
        return 200, before
    return 200, writes.put(cluster, call, merged, live, "Apply")


def _laid_over(before: Object, applied: Object, call: Call) -> Object:
    given = {**applied, "metadata": {**applied["metadata"], "namespace": before["metadata"].get("namespace")}}
    return apply_patch(before, given, APPLY, call.kind.api_version, call.kind.kind)


def _same(merged: Object, before: Object) -> bool:
    """Whether an apply changes nothing: neither the object nor who owns what."""
    if writes.without_bookkeeping(merged) != writes.without_bookkeeping(before):
        return False
    return _owners(merged) == _owners(before)


def _owners(thing: Object) -> list[Any]:
    entries = thing["metadata"].get("managedFields") or ()
    return sorted((entry["manager"], entry["operation"], to_bytes(entry["fieldsV1"])) for entry in entries)
