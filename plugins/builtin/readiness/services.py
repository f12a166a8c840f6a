"""When a Service is ready. Rule: pkg/kube/wait.go servicesReady"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ....core.protocols import KubeClient


def service(live: dict[str, Any], namespace: str, kube: KubeClient) -> str:
    """A Service with an address in the cluster (or without one on purpose) and, for a LoadBalancer, one outside."""
    spec = live.get("spec") or {}
    if spec.get("type") == "ExternalName":
        return ""
    if not spec.get("clusterIP"):
        return "no cluster IP yet"
    balancer = (live.get("status") or {}).get("loadBalancer") or {}
    if spec.get("type") == "LoadBalancer" and balancer.get("ingress") is None:
        return "no address from the load balancer yet"
    return ""
