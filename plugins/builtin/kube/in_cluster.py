"""The cluster around this process, when it runs in a Pod. Rules: client-go rest.InClusterConfig, clientcmd."""

from __future__ import annotations

import os

from ....core.errors import KubeError
from ....core.golib.oserrors import path_error
from .cluster_access import ClusterAccess

_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"


def is_possible() -> bool:
    """Whether the environment names an API server and there is a token of a service account."""
    environment = os.environ
    named = environment.get("KUBERNETES_SERVICE_HOST") and environment.get("KUBERNETES_SERVICE_PORT")
    return bool(named) and os.path.isfile(os.path.join(_FOLDER, "token"))


def access() -> ClusterAccess:
    """The way to that cluster; the token is read anew whenever it changes. Raises KubeError."""
    host = os.environ["KUBERNETES_SERVICE_HOST"]
    host = f"[{host}]" if ":" in host else host
    try:
        with open(os.path.join(_FOLDER, "ca.crt"), "rb") as stream:
            authority = stream.read()
    except OSError as error:
        raise KubeError(path_error("open", os.path.join(_FOLDER, "ca.crt"), error)) from None
    return ClusterAccess(
        f"https://{host}:{os.environ['KUBERNETES_SERVICE_PORT']}",
        authority=authority,
        token_file=os.path.join(_FOLDER, "token"),
        cluster_name="in-cluster",
        user_name="service account",
    )


def namespace() -> str:
    """The namespace of this Pod, else ``default``."""
    named = os.environ.get("POD_NAMESPACE", "")
    if named:
        return named
    try:
        with open(os.path.join(_FOLDER, "namespace"), encoding="utf-8") as stream:
            return stream.read(256).strip() or "default"
    except (OSError, ValueError):
        return "default"
