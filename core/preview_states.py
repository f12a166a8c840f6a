"""From revisions and previews to the states of objects that are compared.

Manifests say what is recorded and wanted, a preview what the cluster has and would have. Objects are found by kind,
namespace and name; where several kinds share a name, by their API group as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .golib.depth import MAX_DEPTH
from .golib.yaml import YamlError, to_json_value
from .model.comparison import ObjectStates
from .model.preview import CHANGE, CREATE, DELETE, NONE
from .record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .model.preview import ObjectPreview, ReleasePreview
    from .model.release import Release

    Key = tuple[str, ...]

_SOURCE = "# Source: "
_SEPARATOR = re.compile(r"\n---[ \t]*(?=\n|\Z)")

_WRITE_ALL = frozenset(("three-way", "server-side"))
"""Strategies that write all that a manifest says, whatever the cluster has."""

_TEST_EVENTS = frozenset(("test-success", "test-failure"))


class ManifestObject(Record):
    """An object as a manifest has it; `content` is None where the document cannot be read, and `error` says why.

    `namespace` is the object's own or, where it names none, that of the release (also for kinds that have none).
    `source` is the template that it comes from, `events` those of a chart hook.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    content: dict[str, Any] | None
    source: str = ""
    events: tuple[str, ...] = ()
    error: str = ""


def manifest_objects(release: Release) -> list[ManifestObject]:
    """The objects of a revision's manifest in its order, lists of objects taken apart."""
    found: list[ManifestObject] = []
    for text in _documents(release.manifest):
        first, _, _ = text.partition("\n")
        source = first.removeprefix(_SOURCE).strip() if first.startswith(_SOURCE) else ""
        found += _objects(text, source, release.namespace, ())
    return found


def hook_objects(release: Release, *, tests: bool = False) -> list[ManifestObject]:
    """The chart hooks of a revision in its order; tests only if they are wanted."""
    found: list[ManifestObject] = []
    for hook in release.hooks:
        events = tuple(hook.events)
        if not tests and events and _TEST_EVENTS.issuperset(events):
            continue
        for text in _documents(hook.manifest.content):
            found += _objects(text, hook.manifest.source, release.namespace, events)
    return found


def states_of(preview: ReleasePreview) -> list[ObjectStates]:
    """The states of the objects of a preview, in the order in which they would be touched, without chart hooks.

    Where an error breaks the operation off, objects that it did not come to follow with what manifests say of them.
    """
    before, old_left = _assigned(
        manifest_objects(preview.current) if preview.current is not None else [], preview.objects
    )
    after, new_left = _assigned(manifest_objects(preview.planned), preview.objects)
    settled = preview.strategy in _WRITE_ALL
    states = [
        _touched(touched, before.get(number), after.get(number)).replace(settled=settled)
        for number, touched in enumerate(preview.objects)
        # What no manifest has and what stays as it is (the namespace, say) is none of the release's objects.
        if number in before or number in after or touched.action != NONE or touched.error
    ]
    if not preview.error:
        # What cannot be read is in no cluster, but nobody should think that all was compared.
        old_left, new_left = [[found for found in left if found.error] for left in (old_left, new_left)]
    return states + _paired(old_left, new_left, _own_key)


def revision_states(before: Release | None, after: Release | None) -> list[ObjectStates]:
    """The states of the objects of two revisions by their manifests alone.

    Those of `after` come in its order, then what only `before` has.
    """
    return _paired(
        manifest_objects(before) if before is not None else [],
        manifest_objects(after) if after is not None else [],
        _own_key,
    )


def hook_states(before: Release | None, after: Release | None, *, tests: bool = False) -> list[ObjectStates]:
    """The chart hooks of two revisions, as `revision_states`."""
    return _paired(
        hook_objects(before, tests=tests) if before is not None else [],
        hook_objects(after, tests=tests) if after is not None else [],
        _own_key,
    )


def release_states(first: Release, second: Release, *, hooks: bool = True, tests: bool = False) -> list[ObjectStates]:
    """The states of the objects of two releases, chart hooks last.

    Objects belong together when their kinds and names are the same but for the names of the releases, and each is in
    the namespace of its release, or both are in the same one.
    """

    def key_within(release: Release) -> Callable[[ManifestObject], Key]:
        own = re.compile(rf"(?<![a-z0-9]){re.escape(release.name)}(?![a-z0-9])")

        def key(found: ManifestObject) -> Key:
            place = "" if found.namespace == release.namespace else found.namespace
            return (_group(found.api_version), found.kind, place, own.sub("\0", found.name))

        return key

    states = _paired(manifest_objects(first), manifest_objects(second), key_within(first), key_within(second))
    if hooks:
        states += _paired(
            hook_objects(first, tests=tests), hook_objects(second, tests=tests), key_within(first), key_within(second)
        )
    return states


def _assigned(
    objects: Iterable[ManifestObject], previews: Iterable[ObjectPreview]
) -> tuple[dict[int, ManifestObject], list[ManifestObject]]:
    """Which object each preview (by its number) is about, and the objects that no preview is about."""
    places: dict[Key, list[ManifestObject]] = {}
    left = {id(found): found for found in objects}
    for found in left.values():
        places.setdefault((found.kind, found.name), []).append(found)
    assigned: dict[int, ManifestObject] = {}
    # The API version of a kind may have moved to another group, as that of Deployments did: whoever is left after all
    # have been asked by group is the same object. Rule: isMatchingInfo in pkg/kube/client.go asks for no group at all.
    for by_group in (True, False):
        for number, touched in enumerate(previews):
            if number in assigned:
                continue
            fitting = [
                found
                for found in places.get((touched.kind, touched.name), ())
                if id(found) in left
                and touched.namespace in ("", found.namespace)
                and (not by_group or _group(found.api_version) == _group(touched.api_version))
            ]
            if fitting:
                # Of equal ones in a manifest, the last is what becomes of the object.
                assigned[number] = fitting[-1]
                for found in fitting:
                    del left[id(found)]
    return assigned, list(left.values())


def _touched(touched: ObjectPreview, before: ManifestObject | None, after: ManifestObject | None) -> ObjectStates:
    """The states of an object that a preview is about."""
    origin = after if after is not None else before
    return ObjectStates(
        touched.api_version,
        touched.kind,
        touched.namespace,
        touched.name,
        touched.action,
        recorded=before.content if before is not None else None,
        wanted=after.content if after is not None else None,
        live=touched.live,
        after=touched.after,
        from_cluster=True,
        source=origin.source if origin is not None else "",
        estimated=touched.estimated,
        error=touched.error,
    )


def _paired(
    before: Iterable[ManifestObject],
    after: Iterable[ManifestObject],
    key: Callable[[ManifestObject], Key],
    key_after: Callable[[ManifestObject], Key] | None = None,
) -> list[ObjectStates]:
    """Objects of two manifests side by side: those of `after` in order, then what only `before` has."""
    old = {key(found): found for found in before}
    new = {(key_after or key)(found): found for found in after}
    moved = _moved(old, new)
    states = []
    for place, found in new.items():
        states.append(_pair(old.pop(place if place in old else moved.get(place, place), None), found))
    return states + [_pair(found, None) for found in old.values()]


def _moved(old: dict[Key, ManifestObject], new: dict[Key, ManifestObject]) -> dict[Key, Key]:
    """For keys that only `new` has: that of an object in `old` which differs by its API group alone."""
    places: dict[Key, list[Key]] = {}
    for place in old:
        if place not in new:
            places.setdefault(place[1:], []).append(place)
    return {place: places[place[1:]][0] for place in new if place not in old and len(places.get(place[1:], ())) == 1}


def _pair(before: ManifestObject | None, after: ManifestObject | None) -> ObjectStates:
    origin = after if after is not None else before
    assert origin is not None
    old = before.content if before is not None else None
    new = after.content if after is not None else None
    error = "; ".join(dict.fromkeys(found.error for found in (before, after) if found is not None and found.error))
    action = CREATE if before is None else DELETE if after is None else NONE if old == new else CHANGE
    if error:
        action = NONE
    return ObjectStates(
        origin.api_version,
        origin.kind,
        origin.namespace,
        origin.name,
        action,
        recorded=old,
        wanted=new,
        source=origin.source,
        chart_hook=",".join(origin.events),
        error=error,
    )


def _own_key(found: ManifestObject) -> Key:
    return (_group(found.api_version), found.kind, found.namespace, found.name, bool(found.events) * "hook")


def _group(api_version: str) -> str:
    """The group of an API version; empty for the oldest one."""
    return api_version.rpartition("/")[0]


def _documents(text: str) -> Iterator[str]:
    """The documents of a manifest, with the ends of lines that whoever builds objects sees.

    Rule: YAMLReader in apimachinery's pkg/util/yaml/decoder.go.
    """
    for document in _SEPARATOR.split("\n" + text.replace("\r\n", "\n")):
        if document.strip():
            yield document.lstrip("\n") + "\n"


def _objects(text: str, source: str, namespace: str, events: tuple[str, ...]) -> Iterator[ManifestObject]:
    """The objects of one document; an empty one has none."""
    try:
        content = to_json_value(text)
    except YamlError as error:
        yield ManifestObject("", "Unknown", namespace, source, None, source, events, f"cannot be read: {error}")
        return
    except RecursionError:
        reason = f"cannot be read: yaml: exceeded max depth of {MAX_DEPTH}"
        yield ManifestObject("", "Unknown", namespace, source, None, source, events, reason)
        return
    for value in _flat(content):
        metadata = value.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        yield ManifestObject(
            _text(value.get("apiVersion")),
            _text(value.get("kind")) or "Unknown",
            _text(metadata.get("namespace")) or namespace,
            _text(metadata.get("name")),
            value,
            source,
            events,
        )


def _flat(content: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document: itself, or the items of a list of objects."""
    if not isinstance(content, dict):
        return
    items = content.get("items")
    if not isinstance(items, list) or not _text(content.get("kind")).endswith("List"):
        yield content
        return
    for item in items:
        if isinstance(item, dict):
            yield item


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
