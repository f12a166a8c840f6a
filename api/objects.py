"""The objects of manifests, by kind and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from ..core.errors import ManifestError
from ..core.golib.types import GoError
from ..core.golib.yaml import to_json_value
from ..core.manifest_documents import split_documents


class KubeObjects(Sequence[dict[str, Any]]):
    """Objects in the order of their manifests, as plain tables: ``objects["Deployment", "web"]``."""

    def __init__(self, objects: Iterable[dict[str, Any]]) -> None:
        self._objects = tuple(objects)

    @classmethod
    def parse(cls, texts: Iterable[tuple[str, str]]) -> KubeObjects:
        """The objects in texts of YAML documents, each with the name that errors call it by; lists are taken apart.

        Raises ManifestError for a document that is no object.
        """
        return cls(thing for name, text in texts for thing in _objects_in(name, text))

    @overload
    def __getitem__(self, key: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, key: slice) -> KubeObjects: ...
    @overload
    def __getitem__(self, key: tuple[str, str]) -> dict[str, Any]: ...
    def __getitem__(self, key: int | slice | tuple[str, str]) -> dict[str, Any] | KubeObjects:
        """The object at a place, or of a kind and a name. Raises IndexError, KeyError."""
        if isinstance(key, tuple):
            found = self.find(*key)
            if found is None:
                raise KeyError(key)
            return found
        return KubeObjects(self._objects[key]) if isinstance(key, slice) else self._objects[key]

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._objects)

    def __contains__(self, key: object) -> bool:
        """Whether there is such an object, or one of such a kind and name."""
        if isinstance(key, tuple) and len(key) == 2:
            return self.find(key[0], key[1]) is not None
        return key in self._objects

    def __repr__(self) -> str:
        names = [f"{_kind(one)}/{_metadata(one, 'name')}" for one in self._objects]
        return f"KubeObjects({', '.join(names)})"

    def find(self, kind: str, name: str, namespace: str | None = None) -> dict[str, Any] | None:
        """The first object of a kind and a name, or None; in a namespace where that is given."""
        for one in self.of_kind(kind):
            if _metadata(one, "name") == name and namespace in (None, _metadata(one, "namespace")):
                return one
        return None

    def of_kind(self, kind: str) -> KubeObjects:
        """The objects of a kind."""
        return KubeObjects(one for one in self._objects if _kind(one) == kind)


def _objects_in(name: str, text: str) -> Iterator[dict[str, Any]]:
    for document in split_documents(text):
        try:
            value = to_json_value(document)
        except GoError as error:
            raise ManifestError(f"YAML parse error on {name}: {error}") from None
        if value is None:
            continue
        if not isinstance(value, dict):
            raise ManifestError(f"YAML parse error on {name}: a document is no object")
        items = value.get("items")
        if _kind(value).endswith("List") and isinstance(items, list):
            yield from (item for item in items if isinstance(item, dict))
        else:
            yield value


def _kind(thing: dict[str, Any]) -> str:
    kind = thing.get("kind")
    return kind if isinstance(kind, str) else ""


def _metadata(thing: dict[str, Any], field: str) -> str:
    metadata = thing.get("metadata")
    value = metadata.get(field) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else ""
