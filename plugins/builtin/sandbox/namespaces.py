"""The namespaces that every cluster has."""

from __future__ import annotations

from .cluster import Cluster
from .store import Store

_NAMES = ("default", "kube-node-lease", "kube-public", "kube-system")


def ensure_namespaces(store: Store, now: float) -> None:
    """Give a new sandbox its namespaces."""
    if store.version() > 1:
        return
    with store.writing():
        cluster = Cluster(store, now)
        for name in _NAMES:
            if cluster.find("/namespaces", "", name) is None:
                cluster.create(
                    "/namespaces",
                    {
                        "kind": "Namespace",
                        "apiVersion": "v1",
                        "metadata": {"name": name},
                        "spec": {"finalizers": ["kubernetes"]},
                        "status": {"phase": "Active"},
                    },
                )
