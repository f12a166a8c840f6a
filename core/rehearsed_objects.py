"""What a rehearsal of a release's operation needs to be told, and what can be told of its objects afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model.preview import KEEP, NONE, ObjectPreview
from .preview_states import hook_objects, manifest_objects
from .resource_policy import is_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model.release import Release


def told(objects: Iterable[ObjectPreview], current: Release | None, planned: Release) -> tuple[ObjectPreview, ...]:
    """The objects of a rehearsal, where those that a policy keeps say so.

    Kept is what stays as it is though only the current revision lists it.
    """
    wanted = {(found.kind, found.name) for found in manifest_objects(planned)}
    listed = {(found.kind, found.name) for found in manifest_objects(current)} if current is not None else set()
    return tuple(
        one.replace(action=KEEP)
        if one.action == NONE and (one.kind, one.name) in listed - wanted and is_kept(_annotations(one.live))
        else one
        for one in objects
    )


def definitions_of(release: Release) -> list[Mapping[str, Any]]:
    """The custom resource definitions among the chart hooks of crd-install."""
    return [
        found.content for found in hook_objects(release) if "crd-install" in found.events and found.content is not None
    ]


def _annotations(live: Mapping[str, Any] | None) -> Any:
    return (live or {}).get("metadata", {}).get("annotations")
