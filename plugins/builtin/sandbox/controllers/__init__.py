"""The controllers: what makes of a Deployment its Pods, and of a Pod one that runs.

A controller is a function of the cluster at a moment and an object, and does one step; what it changes makes others
(or itself) look again. Each kind's is in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..cluster import COLLECT, Cluster
from ..store import Object

Controller = Callable[[Cluster, Object], None]

CONTROLLED: dict[str, str] = {
    "/pods": "pods",
    "/services": "services",
    "/persistentvolumeclaims": "claims",
    "/persistentvolumes": "volumes",
    "/namespaces": "namespaces",
    "/replicationcontrollers": "replica_sets",
    "apps/replicasets": "replica_sets",
    "apps/deployments": "deployments",
    "apps/statefulsets": "stateful_sets",
    "apps/daemonsets": "daemon_sets",
    "batch/jobs": "jobs",
    "apiextensions.k8s.io/customresourcedefinitions": "definitions",
}
"""Collections whose objects have a controller, and the module with its function ``reconcile``."""


def do_work(cluster: Cluster, uid: str, work: str) -> None:
    """Do one piece of work that is due: look at an object, or at what an object that is gone has owned."""
    from . import garbage

    if work == COLLECT:
        garbage.collect(cluster, uid)
        return
    found = cluster.store.by_uid(uid)
    if found is None:
        return
    store, thing = found
    if garbage.finish(cluster, store, thing):
        return
    name = CONTROLLED.get(store)
    if name is not None:
        import_module(f".{name}", __name__).reconcile(cluster, thing)
