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
