"""Defaults of Pods and of templates for Pods. Rules: pkg/apis/core/v1/defaults.go of Kubernetes 1.20."""

from __future__ import annotations

from typing import Any

from .store import Object

_CONTAINERS = ("containers", "initContainers")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_PROBE_DEFAULTS = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_MODE = 420


def set_template_defaults(template: Any) -> None:
    """Fill in what a template for Pods leaves out."""
    if not isinstance(template, dict):
        return
    metadata = template.setdefault("metadata", {})
    if isinstance(metadata, dict):
        rest = {key: value for key, value in metadata.items() if key != "creationTimestamp"}
        metadata.clear()
        metadata.update({"creationTimestamp": None, **rest})
    if isinstance(template.get("spec"), dict):
        set_pod_defaults(template["spec"])


def set_pod_defaults(spec: Object) -> None:
    """Fill in what the specification of a Pod leaves out."""
    for field in _CONTAINERS:
        containers = spec.get(field)
        for container in containers if isinstance(containers, list) else ():
            if isinstance(container, dict):
                _set_container_defaults(container)
    volumes = spec.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, dict):
            _set_volume_defaults(volume)
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    if spec.get("serviceAccountName"):
        spec.setdefault("serviceAccount", spec["serviceAccountName"])
    elif spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"]


def _set_container_defaults(container: Object) -> None:
    container.setdefault("resources", {})
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = _pull_policy(container.get("image"))
    ports = container.get("ports")
    for port in ports if isinstance(ports, list) else ():
        if isinstance(port, dict):
            port.setdefault("protocol", "TCP")
    for name in _PROBES:
        probe = container.get(name)
        if isinstance(probe, dict):
            for field, value in _PROBE_DEFAULTS.items():
                probe.setdefault(field, value)
            _set_get_defaults(probe.get("httpGet"))
    lifecycle = container.get("lifecycle")
    for handler in lifecycle.values() if isinstance(lifecycle, dict) else ():
        if isinstance(handler, dict):
            _set_get_defaults(handler.get("httpGet"))
    variables = container.get("env")
    for variable in variables if isinstance(variables, list) else ():
        source = variable.get("valueFrom") if isinstance(variable, dict) else None
        if isinstance(source, dict) and isinstance(source.get("fieldRef"), dict):
            source["fieldRef"].setdefault("apiVersion", "v1")


def _set_get_defaults(action: Any) -> None:
    if isinstance(action, dict):
        action.setdefault("path", "/")
        action.setdefault("scheme", "HTTP")


def _pull_policy(image: Any) -> str:
    """Images without a tag, or with ``latest``, are always pulled."""
    name = str(image or "").rpartition("/")[2]
    if "@" in name:
        return "IfNotPresent"
    return "Always" if name.partition(":")[2] in ("", "latest") else "IfNotPresent"


def _set_volume_defaults(volume: Object) -> None:
    if not any(isinstance(value, dict) for key, value in volume.items() if key != "name"):
        volume["emptyDir"] = {}
    for source in ("secret", "configMap", "downwardAPI", "projected"):
        if isinstance(volume.get(source), dict):
            volume[source].setdefault("defaultMode", _MODE)
    if isinstance(volume.get("hostPath"), dict):
        volume["hostPath"].setdefault("type", "")
