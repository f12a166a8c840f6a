"""Reading objects: one, or a collection in pages, in the form that the request accepts."""

from __future__ import annotations

import binascii
import json
from typing import TYPE_CHECKING, Any

from .cluster import Cluster
from .conversions import from_stored
from .selectors import Matcher, field_matcher, label_matcher, only_name
from .status import Refusal, bad_request, go_quote, no_such_resource, not_found
from .store import Object

if TYPE_CHECKING:
    from .api import Call

META = "meta.k8s.io/v1"


def one(cluster: Cluster, call: Call) -> Object:
    """The object that a request names. Raises Refusal."""
    found = cluster.find(call.kind.store, call.namespace, call.name)
    if found is None:
        raise not_found(call.kind, call.name)
    thing = from_stored(found, call.kind)
    if call.sub == "scale":
        from .scale import scale_of

        return scale_of(thing)
    form = accepted_form(call.accept)
    if form == "Table":
        from .tables import table

        return table(cluster, call.kind, [thing], thing["metadata"]["resourceVersion"], _included(call))
    return partial(thing) if form.startswith("Partial") else thing


def many(cluster: Cluster, call: Call) -> Object:
    """A page of the collection that a request names. Raises Refusal."""
    form = accepted_form(call.accept)
    things, metadata = _page(cluster, call, metadata_only=form.startswith("Partial"))
    if form == "Table":
        from .tables import table

        document = table(cluster, call.kind, things, metadata["resourceVersion"], _included(call))
        document["metadata"] = metadata
        return document
    if form.startswith("Partial"):
        items = [partial(thing) for thing in things]
        return {"kind": "PartialObjectMetadataList", "apiVersion": META, "metadata": metadata, "items": items}
    if call.kind.definition:
        metadata = {"continue": "", **metadata}
    else:
        for thing in things:
            thing.pop("kind", None)
            thing.pop("apiVersion", None)
    return {"kind": call.kind.list_kind, "apiVersion": call.kind.api_version, "metadata": metadata, "items": things}


def matcher(call: Call) -> Matcher:
    """What a request's selectors select. Raises Refusal."""
    tests = []
    if call.query.get("labelSelector"):
        tests.append(label_matcher(call.query["labelSelector"]))
    if call.query.get("fieldSelector"):
        tests.append(field_matcher(call.query["fieldSelector"], call.kind))
    return lambda thing: all(test(thing) for test in tests)


def partial(thing: Object) -> Object:
    """An object's metadata as an object of its own."""
    return {"kind": "PartialObjectMetadata", "apiVersion": META, "metadata": thing["metadata"]}


def accepted_form(accept: str) -> str:
    """``Table``, ``PartialObjectMetadata`` (or its list), or nothing for plain JSON. Raises Refusal for other types."""
    readable = False
    for choice in accept.split(",") if accept else [""]:
        media_type, *parameters = (word.strip() for word in choice.split(";"))
        if media_type not in ("", "*/*", "application/*", "application/json"):
            continue
        readable = True
        given = dict(word.partition("=")[::2] for word in parameters)
        form = given.get("as", "")
        if not form:
            return ""
        if form in ("Table", "PartialObjectMetadata", "PartialObjectMetadataList") and given.get("v") == "v1":
            return form
    if not readable:
        text = "only the following media types are accepted: application/json"
        raise Refusal(406, "NotAcceptable", text, {})
    return ""


def _page(cluster: Cluster, call: Call, *, metadata_only: bool) -> tuple[list[Object], dict[str, Any]]:
    """The objects of a page, and the metadata of the list."""
    if "list" not in call.kind.verbs:
        raise no_such_resource()
    limit = _limit(call.query.get("limit", ""))
    selects = matcher(call)
    metadata: dict[str, Any] = {"resourceVersion": str(cluster.store.version())}
    things: list[Object] = []
    has_more = False
    fields = call.query.get("fieldSelector", "")
    for thing in _candidates(cluster, call, fields, metadata_only and _by_metadata(fields)):
        if not selects(thing):
            continue
        if limit and len(things) == limit:
            has_more = True
            break
        things.append(thing if metadata_only else from_stored(thing, call.kind))
    if has_more:
        last = things[-1]["metadata"]
        metadata["continue"] = _token(metadata["resourceVersion"], last.get("namespace", ""), last["name"])
    return things, metadata


def _candidates(cluster: Cluster, call: Call, fields: str, metadata_only: bool) -> Any:
    name = only_name(fields)
    if name and (call.namespace or not call.kind.namespaced):
        found = cluster.find(call.kind.store, call.namespace, name)
        return [found] if found is not None else []
    after = _start(call.query.get("continue", ""))
    return cluster.store.scan(call.kind.store, call.namespace, after, metadata_only=metadata_only)


def _by_metadata(fields: str) -> bool:
    return all(part.startswith("metadata.") for part in fields.split(",") if part)


def _limit(text: str) -> int:
    try:
        return int(text) if text else 0
    except ValueError:
        raise bad_request(f"strconv.ParseInt: parsing {go_quote(text)}: invalid syntax") from None


def _token(version: str, namespace: str, name: str) -> str:
    content = json.dumps({"v": META, "rv": int(version), "start": f"{namespace}/{name}"})
    return binascii.b2a_base64(content.encode(), newline=False).decode()


def _start(token: str) -> tuple[str, str]:
    if not token:
        return "", ""
    try:
        content = json.loads(binascii.a2b_base64(token.encode()))
        namespace, _, name = content["start"].partition("/")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise bad_request("invalid continue token: continue key is not valid") from None
    return namespace, name


def _included(call: Call) -> str:
    return call.query.get("includeObject", "Metadata")
