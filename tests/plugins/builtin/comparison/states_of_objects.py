"""Objects and their states, as tests of comparisons write them."""

from __future__ import annotations

import copy
from typing import Any

from pilothouse.core.model.comparison import (
    Comparison,
    ComparisonDisplay,
    ComparisonOptions,
    ObjectComparison,
    ObjectStates,
)
from pilothouse.plugins.builtin.comparison.compare import compare
from pilothouse.plugins.builtin.comparison.show import show


def config_map(name: str = "web", **data: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def secret(name: str = "web", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, **fields}


def deployment(*, replicas: int = 3, image: str = "nginx:1", **more: Any) -> dict[str, Any]:
    container = {"name": "app", "image": image, "ports": [{"containerPort": 80}], **more}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {"replicas": replicas, "template": {"spec": {"containers": [container]}}},
    }


def live(content: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """An object as a server has it: with what it keeps for itself, and defaults."""
    found = copy.deepcopy(content)
    found["metadata"].update(
        namespace="default", uid="1", resourceVersion="7", creationTimestamp="2026-01-01T00:00:00Z", generation=2,
        managedFields=[{"manager": "helm"}],
    )  # fmt: skip
    found["status"] = {"phase": "Ready"}
    if "spec" in found:
        found["spec"] = {"strategy": {"type": "RollingUpdate"}, **found["spec"], **spec}
    return found


def states(
    recorded: dict[str, Any] | None,
    wanted: dict[str, Any] | None,
    was: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    action: str = "change",
    **fields: Any,
) -> ObjectStates:
    """The states of an object of a cluster when the last two are given, else those of manifests."""
    content = wanted or recorded or was or after or {}
    fields.setdefault("from_cluster", was is not None or after is not None)
    return ObjectStates(
        content["apiVersion"],
        content["kind"],
        "default",
        content["metadata"]["name"],
        action,
        recorded,
        wanted,
        was,
        after,
        **fields,
    )


def compared(*objects: ObjectStates, **options: Any) -> Comparison:
    return compare(list(objects), ComparisonOptions(**options))


def changes(found: ObjectComparison) -> list[tuple[str, Any, Any, str]]:
    return [(change.path, change.before, change.after, change.cause) for change in found.changes]


def left(found: ObjectComparison) -> list[tuple[str, Any, Any]]:
    return [(change.path, change.before, change.after) for change in found.left]


def shown(comparison: Comparison, format: str = "text", **display: Any) -> str:
    text = show(comparison, ComparisonDisplay(format, **display))
    assert text is not None
    return text
