"""Kinds that a cluster does not serve yet, because their definitions would be made by what is not rehearsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import UnknownKindError
from ....core.golib.yaml import YamlError, to_json_value
from ....core.manifest_documents import split_documents
from ....core.model.kube_object import ApiResource, KubeObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class NewKinds:
    """The kinds of custom resource definitions."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], ApiResource] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, definitions: Iterable[Mapping[str, Any]]) -> None:
        """Take in what definitions define; what is no definition defines nothing."""
        for definition in definitions:
            spec = definition.get("spec")
            names = spec.get("names") if isinstance(spec, dict) else None
            if definition.get("kind") != "CustomResourceDefinition" or spec is None or not isinstance(names, dict):
                continue
            group, kind, plural = str(spec.get("group", "")), str(names.get("kind", "")), str(names.get("plural", ""))
            for version in _versions(spec):
                resource = ApiResource(group, version, kind, plural, spec.get("scope") == "Namespaced")
                self._found[resource.api_version, kind] = resource

    def find(self, api_version: str, kind: str) -> ApiResource | None:
        """Where a kind will be served."""
        return self._found.get((api_version, kind))

    def build(
        self,
        text: str,
        namespace: str,
        build: Callable[[str, str], list[KubeObject]],
        resolve: Callable[[str, str], ApiResource],
    ) -> list[KubeObject]:
        """The objects of a manifest, document by document; those of new kinds as they are. Raises KubeError."""
        objects: list[KubeObject] = []
        for document in split_documents(text):
            try:
                objects += build(document, namespace)
            except UnknownKindError:
                content = _content(document)
                if content is None or self.find(content["apiVersion"], content["kind"]) is None:
                    raise
                objects.append(_object(content, resolve(content["apiVersion"], content["kind"]), namespace))
        return objects


def _versions(spec: Mapping[str, Any]) -> list[str]:
    versions = [entry["name"] for entry in spec.get("versions") or () if isinstance(entry, dict) and "name" in entry]
    return [str(version) for version in (versions or [spec.get("version", "v1")])]


def _content(document: str) -> dict[str, Any] | None:
    """The object of a document that names its kind."""
    try:
        content = to_json_value(document)
    except (YamlError, RecursionError):
        return None
    if not isinstance(content, dict) or not all(isinstance(content.get(key), str) for key in ("apiVersion", "kind")):
        return None
    return content


def _object(content: dict[str, Any], resource: ApiResource, namespace: str) -> KubeObject:
    metadata = content.get("metadata")
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    place = str(metadata.get("namespace") or namespace) if resource.namespaced else ""
    if place:
        metadata["namespace"] = place
    return KubeObject(resource, place, str(metadata.get("name", "")), {**content, "metadata": metadata})
