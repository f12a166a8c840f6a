"""When a Deployment is ready: when enough Pods of its newest ReplicaSet are.

Rules: pkg/kube/wait.go deploymentsReady; k8s.io/kubernetes/pkg/controller/deployment/util GetNewReplicaSet,
MaxUnavailable, ResolveFenceposts
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.protocols import KubeClient

_HASH_LABEL = "pod-template-hash"
_INTEGER = re.compile(r"[+-]?[0-9]+")


def deployment(live: dict[str, Any], namespace: str, kube: KubeClient) -> str:
    """A Deployment whose newest ReplicaSet has as many ready Pods as its strategy guarantees; a paused one is ready."""
    spec = live.get("spec") or {}
    if spec.get("paused"):
        return ""
    newest = newest_replica_set(live, namespace, kube)
    if newest is None:
        return "its ReplicaSet is not there yet"
    ready = (newest.get("status") or {}).get("readyReplicas") or 0
    replicas = _replicas(spec)
    needed = replicas - max_unavailable(spec)
    if ready >= needed:
        return ""
    return f"{ready}/{replicas} ready" + (f", {needed} needed" if needed != replicas else "")


def newest_replica_set(live: dict[str, Any], namespace: str, kube: KubeClient) -> dict[str, Any] | None:
    """The ReplicaSet made for the Pod template that the Deployment has now: of several the oldest."""
    spec = live.get("spec") or {}
    owner = (live.get("metadata") or {}).get("uid")
    template = _without_hash(spec.get("template") or {})
    found = [
        replica_set
        for replica_set in kube.list_objects(
            kube.resource("apps/v1", "ReplicaSet"), namespace, labels=selector_text(spec.get("selector") or {})
        )
        if _controller(replica_set) == owner
        and _without_hash((replica_set.get("spec") or {}).get("template") or {}) == template
    ]
    return min(found, key=_age_then_name) if found else None


def selector_text(selector: Mapping[str, Any]) -> str:
    """A label selector as the API takes it in a query, requirements sorted by label."""
    requirements = [(label, f"{label}={value}") for label, value in (selector.get("matchLabels") or {}).items()]
    for expression in selector.get("matchExpressions") or ():
        label, operator = expression.get("key", ""), expression.get("operator")
        values = ",".join(sorted(expression.get("values") or ()))
        if operator == "In":
            requirements.append((label, f"{label} in ({values})"))
        elif operator == "NotIn":
            requirements.append((label, f"{label} notin ({values})"))
        else:
            requirements.append((label, label if operator == "Exists" else f"!{label}"))
    return ",".join([text for _, text in sorted(requirements, key=lambda requirement: requirement[0])])


def max_unavailable(spec: Mapping[str, Any]) -> int:
    """How many Pods may be missing during an update; percentages are rounded down, those of the surge up."""
    strategy = spec.get("strategy") or {}
    replicas = _replicas(spec)
    if strategy.get("type") != "RollingUpdate" or replicas == 0:
        return 0
    rolling = strategy.get("rollingUpdate") or {}
    surge = _resolve(rolling.get("maxSurge"), replicas, round_up=True)
    unavailable = _resolve(rolling.get("maxUnavailable"), replicas, round_up=False)
    if surge is None or unavailable is None:
        return 0
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return min(unavailable, replicas)


def _replicas(spec: Mapping[str, Any]) -> int:
    replicas = spec.get("replicas")
    return 1 if replicas is None else int(replicas)


def _resolve(number: Any, total: int, *, round_up: bool) -> int | None:
    """A number or percentage of `total`; None for a text that is neither."""
    if number is None:
        return 0
    if isinstance(number, int):
        return number
    digits = str(number).replace("%", "")
    if not _INTEGER.fullmatch(digits):
        return None
    part = int(digits) * total
    return -(-part // 100) if round_up else part // 100


def _controller(content: Mapping[str, Any]) -> str | None:
    for reference in (content.get("metadata") or {}).get("ownerReferences") or ():
        if reference.get("controller"):
            uid: str | None = reference.get("uid")
            return uid
    return None


def _without_hash(template: Mapping[str, Any]) -> dict[str, Any]:
    """A Pod template to compare: without the label that only ReplicaSets have."""
    metadata = dict(template.get("metadata") or {})
    labels = {name: value for name, value in (metadata.pop("labels", None) or {}).items() if name != _HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": labels}}


def _age_then_name(content: Mapping[str, Any]) -> tuple[str, str]:
    metadata = content.get("metadata") or {}
    return metadata.get("creationTimestamp") or "", metadata.get("name") or ""
