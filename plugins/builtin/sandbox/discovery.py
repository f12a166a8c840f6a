"""What a server says of itself: versions, groups, kinds, health."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .cluster import Cluster
from .kinds import ALL_VERBS, Kind, built_in_kinds
from .status import no_such_resource

VERSION = {
    "major": "1",
    "minor": "20",
    "gitVersion": "v1.20.2+sandbox",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "",
    "compiler": "",
    "platform": "",
}
"""Kubernetes 1.20.2 is what the sandbox answers like; the suffix says that it is none."""

_CUSTOM_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")


def document(cluster: Cluster, path: str) -> Any:
    """The document of a discovery path, or None when the path is about objects. Raises Refusal."""
    parts = [part for part in path.split("/") if part]
    if parts == ["version"]:
        return VERSION
    if parts == ["api"]:
        return {
            "kind": "APIVersions",
            "versions": ["v1"],
            "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": "sandbox"}],
        }
    if parts == ["api", "v1"]:
        return _resource_list("v1", (kind for kind in built_in_kinds() if not kind.group))
    if parts == ["apis"]:
        groups = [_group(name, versions) for name, versions in _groups(cluster).items()]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    if parts in (["healthz"], ["livez"], ["readyz"]):
        from .api import TEXT, Answer

        return Answer(200, b"ok", TEXT)
    if parts[:1] == ["apis"] and len(parts) in (2, 3):
        return _one_group(cluster, parts[1:])
    if len(parts) == 2 and parts[0] == "openapi":
        raise no_such_resource()
    return None


def has_group(cluster: Cluster, group: str) -> bool:
    """Whether some kind is served in a group."""
    return not group or group in _groups(cluster)


def _one_group(cluster: Cluster, parts: list[str]) -> dict[str, Any] | None:
    from .status import PathNotFound

    groups = _groups(cluster)
    if parts[0] not in groups:
        raise PathNotFound
    if len(parts) == 1:
        return {"kind": "APIGroup", "apiVersion": "v1", **_group(parts[0], groups[parts[0]])}
    if parts[1] not in groups[parts[0]]:
        raise no_such_resource()
    kinds = (kind for kind in _all_kinds(cluster) if [kind.group, kind.version] == parts)
    return _resource_list("/".join(parts), kinds)


def _all_kinds(cluster: Cluster) -> list[Kind]:
    from .crds import custom_kinds

    return [*built_in_kinds(), *custom_kinds(cluster)]


def _groups(cluster: Cluster) -> dict[str, list[str]]:
    """The versions of each named group, the preferred one first."""
    groups: dict[str, list[str]] = {}
    for kind in _all_kinds(cluster):
        if kind.group:
            versions = groups.setdefault(kind.group, [])
            if kind.version not in versions:
                versions.append(kind.version)
    return groups


def _group(name: str, versions: list[str]) -> dict[str, Any]:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _resource_list(api_version: str, kinds: Iterable[Kind]) -> dict[str, Any]:
    resources = []
    for kind in kinds:
        entry: dict[str, Any] = {
            "name": kind.plural,
            "singularName": kind.singular,
            "namespaced": kind.namespaced,
            "kind": kind.kind,
            "verbs": list(_CUSTOM_VERBS if kind.definition and kind.verbs == ALL_VERBS else kind.verbs),
        }
        if kind.short_names:
            entry["shortNames"] = list(kind.short_names)
        if kind.categories:
            entry["categories"] = list(kind.categories)
        resources.append(entry)
        resources += [_subresource(kind, name) for name in sorted(kind.subresources)]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api_version, "resources": resources}


def _subresource(kind: Kind, name: str) -> dict[str, Any]:
    entry = {"name": f"{kind.plural}/{name}", "singularName": "", "namespaced": kind.namespaced, "kind": kind.kind}
    if name == "scale":
        return {**entry, "group": "autoscaling", "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}
    if name == "eviction":
        return {**entry, "group": "policy", "version": "v1beta1", "kind": "Eviction", "verbs": ["create"]}
    verbs = {"log": ["get"], "finalize": ["update"]}.get(name, ["get", "patch", "update"])
    return {**entry, "verbs": verbs}
