"""The objects with which Tiller is installed, as ``helm init`` prints and creates them.

Rules: cmd/helm/installer/install.go, options.go. Fields are there or not as Go's omitempty has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.identity import HELM_VERSION
from .overrides import overridden

if TYPE_CHECKING:
    from ....core.model.tiller_installation import TillerInstallation
    from ....core.protocols import KernelView

Document = dict[str, Any]

_IMAGE = "ghcr.io/helm/tiller"
_LABELS = {"app": "helm", "name": "tiller"}
_NAME = "tiller-deploy"
_SECRET_NAME = "tiller-secret"  # noqa: S105  the name of an object
_PORT = 44134
_PROBE_PORT = 44135
_CERTIFICATES = "/etc/certs"
_VOLUME = "tiller-certs"


def build_manifests(installation: TillerInstallation, kernel: KernelView) -> list[Document]:
    """The documents of Deployment, Service and, with TLS, Secret.

    Raises UsageError for node selectors, overrides and files that cannot be used.
    """
    deployment = _deployment(installation)
    if installation.overrides:
        deployment = overridden(deployment, installation.overrides, kernel)
    documents = [{"apiVersion": "apps/v1", "kind": "Deployment", **deployment}, _service(installation.namespace)]
    if _with_tls(installation):
        documents.append(_secret(installation))
    return documents


def _with_tls(installation: TillerInstallation) -> bool:
    return installation.tls or installation.tls_verify


def _selected_image(installation: TillerInstallation) -> str:
    """The image that is installed. Rule: SelectImage."""
    return f"{_IMAGE}:canary" if installation.canary else installation.image or f"{_IMAGE}:{HELM_VERSION}"


def _metadata(namespace: str, name: str) -> Document:
    return {"creationTimestamp": None, "labels": dict(_LABELS), "name": name, "namespace": namespace}


def _deployment(installation: TillerInstallation) -> Document:
    pod: Document = {
        "automountServiceAccountToken": installation.automount_token,
        "containers": [_container(installation)],
    }
    selectors = _node_selectors(installation.node_selectors)
    if installation.service_account:
        pod["serviceAccountName"] = installation.service_account
    if installation.host_network:
        pod["hostNetwork"] = True
    if selectors:
        pod["nodeSelector"] = selectors
    if _with_tls(installation):
        pod["volumes"] = [{"name": _VOLUME, "secret": {"secretName": _SECRET_NAME}}]
    return {
        "metadata": _metadata(installation.namespace, _NAME),
        "spec": {
            "replicas": max(installation.replicas, 1),
            "selector": {"matchLabels": dict(_LABELS)},
            "strategy": {},
            "template": {"metadata": {"creationTimestamp": None, "labels": dict(_LABELS)}, "spec": pod},
        },
        "status": {},
    }


def _node_selectors(text: str) -> dict[str, str]:
    """The labels of ``KEY=VALUE,…``. Raises UsageError."""
    words = text.split(",") if text else []
    pairs = [word.split("=") for word in words]
    if any(len(pair) != 2 for pair in pairs):
        raise UsageError(
            f"invalid nodeSelector label: [{' '.join(map(quote, words))}]",
            hint="--node-selectors takes KEY=VALUE pairs with commas between them",
        )
    return dict(pairs)


def _container(installation: TillerInstallation) -> Document:
    environment: list[Document] = [
        {"name": "TILLER_NAMESPACE", "value": installation.namespace},
        {"name": "TILLER_HISTORY_MAX", "value": str(installation.history_max)},
    ]
    container: Document = {
        "name": "tiller",
        "image": _selected_image(installation),
        "imagePullPolicy": "Always" if installation.canary else "IfNotPresent",
        "ports": [{"containerPort": _PORT, "name": "tiller"}, {"containerPort": _PROBE_PORT, "name": "http"}],
        "env": environment,
        "livenessProbe": _probe("/liveness"),
        "readinessProbe": _probe("/readiness"),
        "resources": {},
    }
    if _with_tls(installation):
        verify: Document = {"name": "TILLER_TLS_VERIFY"}
        if installation.tls_verify:
            verify["value"] = "1"
        environment += [
            verify,
            {"name": "TILLER_TLS_ENABLE", "value": "1"},
            {"name": "TILLER_TLS_CERTS", "value": _CERTIFICATES},
        ]
        container["volumeMounts"] = [{"mountPath": _CERTIFICATES, "name": _VOLUME, "readOnly": True}]
    return container


def _probe(path: str) -> Document:
    return {"httpGet": {"path": path, "port": _PROBE_PORT}, "initialDelaySeconds": 1, "timeoutSeconds": 1}


def _service(namespace: str) -> Document:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(namespace, _NAME),
        "spec": {
            "ports": [{"name": "tiller", "port": _PORT, "targetPort": "tiller"}],
            "selector": dict(_LABELS),
            "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    }


def _secret(installation: TillerInstallation) -> Document:
    files = {"tls.key": installation.tls_key, "tls.crt": installation.tls_cert}
    if installation.tls_verify:
        files["ca.crt"] = installation.tls_ca
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": _metadata(installation.namespace, _SECRET_NAME),
        "type": "Opaque",
        "data": {key: _content(path) for key, path in files.items()},
    }


def _content(path: str) -> str:
    """What is in a file, in base64. Raises UsageError."""
    from base64 import b64encode

    try:
        with open(path, "rb") as stream:
            return b64encode(stream.read()).decode("ascii")
    except OSError as error:
        raise UsageError(path_error("open", path, error)) from error
