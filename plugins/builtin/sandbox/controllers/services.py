"""Services of the type LoadBalancer: an address from outside, after a while."""

from __future__ import annotations

from ..cluster import Cluster
from ..store import Object
from .rehearsal import LOAD_BALANCER_IP, annotation, must_wait

STORE = "/services"
_NETWORK = "192.0.2."
"""Addresses that documentation uses and nobody has."""


def reconcile(cluster: Cluster, service: Object) -> None:
    """Give a load balancer its address."""
    address = annotation(service, LOAD_BALANCER_IP)
    given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress")
    if service["spec"].get("type") != "LoadBalancer" or given or address == "none" or must_wait(cluster, service):
        return
    service["status"] = {"loadBalancer": {"ingress": [{"ip": address or _address(service)}]}}
    cluster.update(STORE, service)


def _address(service: Object) -> str:
    """An address that the Service keeps: its cluster address's last part in another network."""
    return _NETWORK + str(service["spec"].get("clusterIP", "10")).rpartition(".")[2]
