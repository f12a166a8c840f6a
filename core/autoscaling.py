"""Which workloads an autoscaler sets the number of replicas of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import KubeStatusError, UnknownKindError

if TYPE_CHECKING:
    from .protocols import KubeClient

_API_VERSION = "autoscaling/v1"
"""Served by every version of Kubernetes since 1.2, whatever version an autoscaler was written in."""
_KIND = "HorizontalPodAutoscaler"
_REFUSED = (401, 403, 404, 405)


def autoscaled(kube: KubeClient, namespace: str) -> frozenset[tuple[str, str]]:
    """The kind and the name of every workload in a namespace that a HorizontalPodAutoscaler scales.

    None where the cluster has no autoscalers or lets nobody read them. Raises KubeError.
    """
    try:
        found = kube.list_objects(kube.resource(_API_VERSION, _KIND), namespace)
    except UnknownKindError:
        return frozenset()
    except KubeStatusError as error:
        if error.code not in _REFUSED:
            raise
        return frozenset()
    return frozenset(target for each in found if (target := _target(each)) is not None)


def _target(autoscaler: dict[str, Any]) -> tuple[str, str] | None:
    spec = autoscaler.get("spec")
    reference = spec.get("scaleTargetRef") if isinstance(spec, dict) else None
    if not isinstance(reference, dict):
        return None
    return str(reference.get("kind", "")), str(reference.get("name", ""))
