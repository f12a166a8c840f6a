"""Server-side apply: the server merges what the manifest says and remembers whose field is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeStatusError
from .list_keys import with_list_keys

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient
    from .strategy import Patch

APPLY = "application/apply-patch+yaml"
QUERY = (("fieldManager", "pilothouse"), ("force", "true"))
"""Fields of the manifest are taken from whoever changed them last, as the other strategies do."""


class ServerSide:
    """Sends whole manifests, for new objects too, so that the server knows who owns their fields."""

    __slots__ = ("_kube",)

    def __init__(self, kube: KubeClient) -> None:
        self._kube = kube

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Apply an object that must not exist: the server would change one that does."""
        try:
            self._kube.get(target)
        except KubeStatusError as error:
            if error.code != 404:
                raise
            return self._kube.patch(target, with_list_keys(target.content), APPLY, query=QUERY)
        group = f".{target.resource.group}" if target.resource.group else ""
        message = f'{target.resource.plural}{group} "{target.name}" already exists'
        raise KubeStatusError(message, code=409, reason="AlreadyExists")

    def patch(self, original: KubeObject, target: KubeObject, live: dict[str, Any]) -> Patch | None:
        """The manifest itself, always: only the server knows what that changes."""
        from .strategy import Patch

        return Patch(with_list_keys(target.content), APPLY, QUERY)
