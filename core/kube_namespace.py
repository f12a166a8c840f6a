"""The namespace of a release, made when it is missing, before anything is created in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import KubeStatusError
from .model.kube_object import ApiResource, KubeObject

if TYPE_CHECKING:
    from .protocols import KubeClient

NAMESPACES = ApiResource("", "v1", "Namespace", "namespaces", False, ("create", "get"))
"""Where namespaces are served, by every API server."""


def ensure_namespace(kube: KubeClient, namespace: str) -> None:
    """Create `namespace` with the label ``name`` if the cluster has none of that name.

    Somebody who creates it at the same time is as good. Raises KubeStatusError as the server refuses to read or to
    create it, KubeConnectionError, KubeTimeoutError. Rule: pkg/kube/namespace.go
    """
    content = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": namespace, "labels": {"name": namespace}},
    }
    target = KubeObject(NAMESPACES, "", namespace, content)
    try:
        kube.get(target)
        return
    except KubeStatusError as error:
        if error.code != 404:
            raise
    try:
        kube.create(target)
    except KubeStatusError as error:
        if error.reason != "AlreadyExists":
            raise
