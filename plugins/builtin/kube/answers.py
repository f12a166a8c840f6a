"""What every request of the client shares: names that may stand in a path, and what an answer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeConnectionError, KubeError
from .status_errors import status_error

if TYPE_CHECKING:
    from ....core.errors import KubeStatusError
    from ....core.model.kube_object import ApiResource, KubeObject, KubeResponse


def check_name(target: KubeObject) -> None:
    """Refuse a name that would lead to another path. Rule: client-go rest/request.go (Name, IsValidPathSegmentName).

    Raises KubeError.
    """
    if not target.name:
        raise KubeError("resource name may not be empty")
    check_segment("resource name", target.name)
    check_namespace(target.namespace)


def check_namespace(namespace: str) -> None:
    """Refuse a namespace that would lead to another path. Raises KubeError."""
    if namespace:
        check_segment("namespace", namespace)


def check_segment(what: str, text: str) -> None:
    """Refuse a text that cannot be one part of a path. Raises KubeError."""
    if text in (".", ".."):
        wrong = [f"may not be '{text}'"]
    else:
        wrong = [f"may not contain '{character}'" for character in "/%" if character in text]
    if wrong:
        from ....core.golib.strconv import quote

        raise KubeError(f"invalid {what} {quote(text)}: [{' '.join(wrong)}]")


def refused(response: KubeResponse, method: str, resource: ApiResource | None, name: str = "") -> KubeStatusError:
    """The error of an answer with an error status."""
    return status_error(response.status, response.headers, response.body, method=method, resource=resource, name=name)


def metadata_of(content: Any) -> dict[str, Any]:
    """The metadata of an object, empty when it has none. Raises TypeError for what is no object."""
    if not isinstance(content, dict):
        raise TypeError("no object")
    metadata = content.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


_TEXTS = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
_TABLES_OF_TEXTS = ("labels", "annotations")
_LISTS_OF_OBJECTS = {"managedFields": ("manager", "time"), "ownerReferences": ("uid",)}


def check_live(content: dict[str, Any], place: str, *, named: bool = True) -> dict[str, Any]:
    """A live object whose metadata can be relied on: a name, texts, tables of texts, where they are there at all.

    What is answered to a creation need not be `named` (reviews are not). `place` (``GET PATH``) is named in the error:
    KubeConnectionError, as for an answer that is no object.
    """
    metadata = content.get("metadata")
    if metadata is None and not named:
        return content
    if not isinstance(metadata, dict) or (named and not metadata.get("name")) or not _is_sound(metadata):
        raise KubeConnectionError(f"the answer of the server to {place} has no object that can be understood")
    return content


def _is_sound(metadata: dict[str, Any]) -> bool:
    for member in _TEXTS:
        if not isinstance(metadata.get(member, ""), str | None):
            return False
    for member in _TABLES_OF_TEXTS:
        table = metadata.get(member) or {}
        if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
            return False
    for member, texts in _LISTS_OF_OBJECTS.items():
        entries = metadata.get(member) or []
        if not isinstance(entries, list):
            return False
        for entry in entries:
            if not (isinstance(entry, dict) and all(isinstance(entry.get(text, ""), str | None) for text in texts)):
                return False
    return True


def decoded(response: KubeResponse, method: str, path: str) -> dict[str, Any]:
    """The object in an answer. Raises KubeConnectionError when there is none, which is as good as no answer."""
    import json

    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise KubeConnectionError(f"the answer of the server to {method} {path} is no object")
    return document
