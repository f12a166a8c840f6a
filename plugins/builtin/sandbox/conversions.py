"""One object in several API versions: into the version in which it is kept, and out of it.

Most versions of a kind have the same fields. Those that differ are Ingresses, autoscalers and definitions of custom
kinds. Rules: the conversion functions of each group in k8s.io/kubernetes 1.20.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .kinds import Kind
from .store import Object

Conversion = Callable[[Object], None]


def to_stored(thing: Object, kind: Kind) -> Object:
    """An object of a request as it is kept. `thing` is changed."""
    if kind.api_version != kind.stored_version:
        thing["apiVersion"] = kind.stored_version
        convert = _INWARDS.get((kind.store, kind.version))
        if convert is not None:
            convert(thing)
    return thing


def from_stored(thing: Object, kind: Kind) -> Object:
    """An object of the store as a request wants it. `thing` is changed."""
    if kind.api_version != kind.stored_version or "apiVersion" not in thing:
        thing["apiVersion"] = kind.api_version
        thing["kind"] = kind.kind
        convert = _OUTWARDS.get((kind.store, kind.version))
        if convert is not None:
            convert(thing)
    return thing


# --- Ingress: a backend's service and port have a level of their own in v1 ---


def _ingress_inwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    if isinstance(spec.get("backend"), dict):
        spec["defaultBackend"] = _new_backend(spec.pop("backend"))
    for path in _ingress_paths(spec):
        path.setdefault("pathType", "ImplementationSpecific")
        if isinstance(path.get("backend"), dict):
            path["backend"] = _new_backend(path["backend"])


def _ingress_outwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    if isinstance(spec.get("defaultBackend"), dict):
        spec["backend"] = _old_backend(spec.pop("defaultBackend"))
    for path in _ingress_paths(spec):
        if isinstance(path.get("backend"), dict):
            path["backend"] = _old_backend(path["backend"])


def _ingress_paths(spec: Object) -> list[Object]:
    rules = [rule for rule in spec.get("rules") or () if isinstance(rule, dict)]
    return [path for rule in rules for path in _part(rule, "http").get("paths") or () if isinstance(path, dict)]


def _new_backend(backend: Object) -> Object:
    if "serviceName" not in backend and "servicePort" not in backend:
        return backend
    port = backend.get("servicePort")
    number = {"name": port} if isinstance(port, str) else {"number": port}
    rest = {key: value for key, value in backend.items() if key not in ("serviceName", "servicePort")}
    return {**rest, "service": {"name": backend.get("serviceName"), "port": number}}


def _old_backend(backend: Object) -> Object:
    service = backend.get("service")
    if not isinstance(service, dict):
        return backend
    port = service.get("port") or {}
    rest = {key: value for key, value in backend.items() if key != "service"}
    return {**rest, "serviceName": service.get("name"), "servicePort": port.get("name") or port.get("number")}


# --- HorizontalPodAutoscaler: v1 knows the use of processors only ---


def _autoscaler_inwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    metrics = spec.pop("metrics", None)
    others = []
    for metric in metrics if isinstance(metrics, list) else ():
        resource = metric.get("resource") if isinstance(metric, dict) else None
        percentage = _percentage(resource)
        if percentage is None:
            others.append(metric)
        else:
            spec["targetCPUUtilizationPercentage"] = percentage
    if others:
        spec["sandboxMetrics"] = others


def _percentage(resource: Any) -> Any:
    if not isinstance(resource, dict) or resource.get("name") != "cpu":
        return None
    target = resource.get("target")
    return target.get("averageUtilization") if isinstance(target, dict) else resource.get("targetAverageUtilization")


def _autoscaler_outwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    metrics = spec.pop("sandboxMetrics", [])
    percentage = spec.pop("targetCPUUtilizationPercentage", None)
    if percentage is not None:
        resource: Object = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": percentage}}
        if thing["apiVersion"].endswith("v2beta1"):
            resource = {"name": "cpu", "targetAverageUtilization": percentage}
        metrics = [*metrics, {"type": "Resource", "resource": resource}]
    if metrics:
        spec["metrics"] = metrics


# --- CustomResourceDefinition: v1beta1 has a version, a schema and columns for all versions together ---


def _definition_inwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    validation = spec.pop("validation", None)
    subresources = spec.pop("subresources", None)
    columns = spec.pop("additionalPrinterColumns", None)
    version = spec.pop("version", "")
    spec.setdefault("preserveUnknownFields", True)
    versions = spec.get("versions")
    if not isinstance(versions, list) or not versions:
        versions = spec["versions"] = [{"name": version, "served": True, "storage": True}]
    for entry in versions:
        if not isinstance(entry, dict):
            continue
        if validation is not None:
            entry.setdefault("schema", validation)
        if subresources is not None:
            entry.setdefault("subresources", subresources)
        own = entry.get("additionalPrinterColumns", columns)
        if isinstance(own, list):
            entry["additionalPrinterColumns"] = [_renamed(column, "JSONPath", "jsonPath") for column in own]
    if spec["preserveUnknownFields"] is False:
        del spec["preserveUnknownFields"]


def _definition_outwards(thing: Object) -> None:
    spec = _part(thing, "spec")
    versions = [entry for entry in spec.get("versions") or () if isinstance(entry, dict)]
    spec.setdefault("preserveUnknownFields", False)
    if not versions:
        return
    spec["version"] = versions[0].get("name")
    for entry in versions:
        if isinstance(entry.get("additionalPrinterColumns"), list):
            own = entry["additionalPrinterColumns"]
            entry["additionalPrinterColumns"] = [_renamed(column, "jsonPath", "JSONPath") for column in own]
    for source, target in (
        ("schema", "validation"),
        ("subresources", "subresources"),
        ("additionalPrinterColumns", "additionalPrinterColumns"),
    ):
        given = [entry.get(source) for entry in versions]
        if given[0] is not None and all(value == given[0] for value in given):
            spec[target] = given[0]
            for entry in versions:
                del entry[source]


def _renamed(column: Any, old: str, new: str) -> Any:
    if not isinstance(column, dict):
        return column
    return {new if key == old else key: value for key, value in column.items()}


def _part(thing: Object, key: str) -> Object:
    value = thing.get(key)
    return value if isinstance(value, dict) else {}


_INGRESSES = "networking.k8s.io/ingresses"
_AUTOSCALERS = "autoscaling/horizontalpodautoscalers"
_DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions"

_INWARDS: dict[tuple[str, str], Conversion] = {
    (_INGRESSES, "v1beta1"): _ingress_inwards,
    (_AUTOSCALERS, "v2beta1"): _autoscaler_inwards,
    (_AUTOSCALERS, "v2beta2"): _autoscaler_inwards,
    (_DEFINITIONS, "v1beta1"): _definition_inwards,
}
_OUTWARDS: dict[tuple[str, str], Conversion] = {
    (_INGRESSES, "v1beta1"): _ingress_outwards,
    (_AUTOSCALERS, "v2beta1"): _autoscaler_outwards,
    (_AUTOSCALERS, "v2beta2"): _autoscaler_outwards,
    (_DEFINITIONS, "v1beta1"): _definition_outwards,
}
