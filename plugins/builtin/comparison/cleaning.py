"""Objects without what nobody means to compare."""

from __future__ import annotations

from typing import Any

from ....core.golib.depth import MAX_DEPTH
from ....core.golib.json_values import as_read

_TOP = frozenset(("status",))
_METADATA = frozenset(
    (
        "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields",
        "resourceVersion", "selfLink", "uid",
    )
)  # fmt: skip
_ANNOTATIONS = frozenset(
    (
        "deployment.kubernetes.io/revision",
        "kubectl.kubernetes.io/last-applied-configuration",
        "deprecated.daemonset.template.generation",
    )
)


class TooDeepError(Exception):
    """An object is nested deeper than any that can be read."""


def cleaned(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """A copy of an object as JSON has it, less what the server or kubectl keeps for itself, and less nulls.

    Raises TooDeepError.
    """
    if content is None:
        return None
    _check_depth(content)
    copy: dict[str, Any] = without_nulls(as_read(content))
    for name in _TOP:
        copy.pop(name, None)
    metadata = copy.get("metadata")
    if isinstance(metadata, dict):
        for name in _METADATA:
            metadata.pop(name, None)
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict):
            had = bool(annotations)
            for name in _ANNOTATIONS:
                annotations.pop(name, None)
            if had and not annotations:
                del metadata["annotations"]
    return copy


def without_nulls(value: Any) -> Any:
    """A value without the fields that are null, which say as little as none at all."""
    if value.__class__ is dict:
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if value.__class__ is list:
        return [without_nulls(item) for item in value]
    return value


def _check_depth(content: dict[str, Any]) -> None:
    waiting: list[tuple[Any, int]] = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            members = list(value.values())
        elif isinstance(value, list):
            members = value
        else:
            continue
        if depth > MAX_DEPTH:
            raise TooDeepError
        waiting += [(member, depth + 1) for member in members]
