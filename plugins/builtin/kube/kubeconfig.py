"""kubeconfig files: where they are and what the chosen context says.

Rules: k8s.io/client-go/tools/clientcmd. Of several files named in KUBECONFIG, the first that says something wins.
"""

from __future__ import annotations

import os
from typing import Any

from ....core.errors import KubeError


def kubeconfig_paths(explicit: str) -> list[str]:
    """The kubeconfig files that exist: the one given by flag, else those of KUBECONFIG, else ``~/.kube/config``.

    Raises KubeError when the one given by flag is missing.
    """
    if explicit:
        if not os.path.exists(explicit):
            raise KubeError(f"stat {explicit}: no such file or directory")
        return [explicit]
    listed = os.environ.get("KUBECONFIG", "")
    paths = listed.split(os.pathsep) if listed else [os.path.join(os.environ.get("HOME", ""), ".kube", "config")]
    return [path for path in paths if path and os.path.exists(path)]


def context_namespace(paths: list[str], context: str) -> str:
    """The namespace of a context (empty: the current one) in the merged files, else ``default``.

    Files that cannot be read or understood say nothing: rendering needs no cluster (cmd/helm/helm.go ignores the
    error too).
    """
    contexts: dict[str, dict[str, Any]] = {}
    for path in paths:
        document = _read(path)
        context = context or str(document.get("current-context") or "")
        for entry in document.get("contexts") or ():
            if isinstance(entry, dict) and isinstance(entry.get("context"), dict):
                contexts.setdefault(str(entry.get("name")), entry["context"])
    return str(contexts.get(context, {}).get("namespace") or "default")


def _read(path: str) -> dict[str, Any]:
    from ....core.golib import yaml

    try:
        with open(path, "rb") as stream:
            document = yaml.load(stream.read())
    except (OSError, yaml.YamlError):
        return {}
    return document if isinstance(document, dict) else {}
