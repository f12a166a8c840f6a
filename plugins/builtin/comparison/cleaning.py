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


def without_drawn(after: dict[str, Any], live: dict[str, Any], wanted: dict[str, Any] | None) -> None:
    """Take out of what a Service would be the ports and addresses that a dry run has made up.

    A server that only rehearses draws none: it names dummies, which are not those that the Service gets.
    """
    spec, others = after.get("spec"), [_mapping(one, "spec") for one in (live, wanted or {})]
    if not isinstance(spec, dict):
        return
    for name in ("clusterIP", "clusterIPs", "healthCheckNodePort"):
        if not any(name in one for one in others):
            spec.pop(name, None)
    known = {port["nodePort"] for one in others for port in _ports(one)}
    for port in _ports(spec):
        if port["nodePort"] not in known:
            del port["nodePort"]


def _mapping(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _ports(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The ports that have a node port."""
    ports = spec.get("ports")
    if not isinstance(ports, list):
        return []
    return [port for port in ports if isinstance(port, dict) and isinstance(port.get("nodePort"), int)]


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
