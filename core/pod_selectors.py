"""Which Pods belong to a workload: the selectors of the kinds that Helm knows to have Pods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model.kube_object import ApiResource

SELECTING_KINDS: frozenset[tuple[str, str]] = frozenset(
    (api_version, kind)
    for kind, api_versions in (
        ("ReplicationController", ("v1",)),
        ("ReplicaSet", ("extensions/v1beta1", "apps/v1")),
        ("Deployment", ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "apps/v1")),
        ("DaemonSet", ("extensions/v1beta1", "apps/v1beta2", "apps/v1")),
        ("Job", ("batch/v1",)),
        ("StatefulSet", ("apps/v1beta1", "apps/v1beta2", "apps/v1")),
    )
    for api_version in api_versions
)
"""API version and kind of what selects Pods. Rule: pkg/kube/client.go getSelectorFromObject"""


def pod_selector(resource: ApiResource, content: Mapping[str, Any]) -> str | None:
    """The label selector of the Pods of an object as it is in the cluster; None when its kind is not known to have any.

    Only equalities count (``matchLabels``). An empty text selects every Pod of the namespace.
    """
    if (resource.api_version, resource.kind) not in SELECTING_KINDS:
        return None
    selector = (content.get("spec") or {}).get("selector") or {}
    return label_selector(selector if resource.kind == "ReplicationController" else selector.get("matchLabels"))


def label_selector(labels: Mapping[str, str] | None) -> str:
    """Labels as the text of a selector for all of them: ``app=web,release=one``, sorted."""
    return ",".join([f"{name}={value}" for name, value in sorted((labels or {}).items())])
