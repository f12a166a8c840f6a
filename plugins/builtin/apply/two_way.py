"""Helm v2's strategy: patches from the stored manifest to the new one, whatever the live object is.

Fields that did not change between the manifests are left as others made them. Rules: createPatch in
pkg/kube/client.go. Where Helm reads an object once more that has no changes, what was read before has to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient
    from .strategy import Patch

STRATEGIC_MERGE = "application/strategic-merge-patch+json"
JSON_MERGE = "application/merge-patch+json"


class TwoWay:
    """Creates with POST, and patches with the difference of two manifests."""

    __slots__ = ("_kube",)

    def __init__(self, kube: KubeClient) -> None:
        self._kube = kube

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create the object as it is in the manifest."""
        return self._kube.create(target)

    def patch(self, original: KubeObject, target: KubeObject, live: dict[str, Any]) -> Patch | None:
        """A strategic merge patch for kinds that the scheme of Kubernetes 1.16 knows, else a JSON merge patch."""
        from ....core.golib.json_values import as_read, equal

        try:
            if equal(as_read(original.content), as_read(target.content)):
                return None
        except RecursionError:
            raise KubeError("failed to create patch: exceeded max depth") from None
        return _difference(original, target)


def _difference(original: KubeObject, target: KubeObject) -> Patch:
    """The patch between two manifests of an object. Raises KubeError with what Helm says at which stage."""
    from ....core.golib.merge_patch import create_json_merge
    from ....core.golib.patch_schema import PatchError, schema_for
    from ....core.golib.strategic_patch import create_two_way
    from ....core.golib.typed_objects import check_object
    from .strategy import Patch

    resource = target.resource
    stage = "failed to create merge patch"
    try:
        schema = schema_for(resource.api_version, resource.kind)
        if schema is None:
            return Patch(create_json_merge(original.content, target.content), JSON_MERGE)
        kind = f"{resource.group}/{resource.version}, Kind={resource.kind}"
        stage = f"failed to get versionedObject: unable to convert unstructured object to {kind}"
        check_object(target.content, schema)
        stage = "failed to create two-way merge patch"
        return Patch(create_two_way(original.content, target.content, schema), STRATEGIC_MERGE)
    except PatchError as error:
        raise KubeError(f"failed to create patch: {stage}: {error}") from None
