"""Helm 3's strategy: patches from the live object to the new manifest, less what the stored manifest had.

What others changed in fields of the manifest is set back, what they added stays. Built-in kinds that the table of
Kubernetes 1.16 lacks are looked up in the server's own OpenAPI document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError
from .two_way import JSON_MERGE, STRATEGIC_MERGE

if TYPE_CHECKING:
    from ....core.golib.patch_schema import Schema
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient
    from .strategy import Patch

DOCUMENT_TIMEOUT = 32.0
"""Seconds for reading the OpenAPI document, which has some megabytes."""


class ThreeWay:
    """Creates with POST, and patches with the difference of the live object and two manifests."""

    __slots__ = ("_document", "_kube")

    def __init__(self, kube: KubeClient) -> None:
        self._kube = kube
        self._document: dict[str, Any] | None = None

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create the object as it is in the manifest."""
        return self._kube.create(target)

    def patch(self, original: KubeObject, target: KubeObject, live: dict[str, Any]) -> Patch | None:
        """A strategic merge patch for built-in kinds, a JSON merge patch for others; None when nothing changes."""
        from ....core.golib.merge_patch import create_three_way_json_merge
        from ....core.golib.patch_schema import PatchError
        from ....core.golib.strategic_patch import create_three_way
        from .strategy import Patch

        try:
            schema = self._schema(target)
            if schema is None:
                body = create_three_way_json_merge(original.content, target.content, live)
                return Patch(body, JSON_MERGE) if body else None
            body = create_three_way(original.content, target.content, live, schema)
            return Patch(body, STRATEGIC_MERGE) if body else None
        except PatchError as error:
            raise KubeError(f"failed to create patch: {error}") from None

    def _schema(self, target: KubeObject) -> Schema | None:
        from ....core.golib.patch_schema import schema_for, schema_from_document

        group = target.resource.group
        schema = schema_for(target.resource.api_version, target.kind)
        if schema is not None or not (group.endswith(".k8s.io") or "." not in group) or group == "apiextensions.k8s.io":
            return schema
        if self._document is None:
            self._document = self._read_document()
        return schema_from_document(self._document, target.resource.api_version, target.kind)

    def _read_document(self) -> dict[str, Any]:
        """The server's OpenAPI document; an empty one when it has none."""
        from json import loads

        from ....core.model.kube_object import KubeRequest

        request = KubeRequest("GET", "/openapi/v2", accept="application/json", timeout=DOCUMENT_TIMEOUT)
        response = self._kube.transport.request(request)
        if response.status != 200:
            return {}
        try:
            document = loads(response.body)
        except (ValueError, RecursionError):
            return {}
        return document if isinstance(document, dict) else {}
