"""Applying patches as API servers do: strategic merge, JSON merge, JSON patch, and the merging of server-side apply.

Rules: k8s.io/apiserver/pkg/endpoints/handlers/patch.go
"""

from __future__ import annotations

from typing import Any

from .json_patch import apply_json_patch
from .merge_patch import apply_json_merge
from .patch_schema import PatchError, schema_for
from .strategic_patch import apply_strategic

STRATEGIC = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"


def apply_patch(live: dict[str, Any], patch: Any, content_type: str, api_version: str, kind: str) -> dict[str, Any]:
    """A copy of an object of a kind with a patch applied.

    Of server-side apply it is the merging alone: what the one who applies no longer mentions stays. Raises PatchError
    for a patch that is none, that cannot be applied, or of another type; JsonPatchError, which is one, for those of
    JSON patches.
    """
    if content_type == JSON_PATCH:
        patched: dict[str, Any] = apply_json_patch(live, patch)
        return patched
    if not isinstance(patch, dict):
        raise PatchError("Invalid JSON Patch")
    schema = schema_for(api_version, kind)
    if content_type == MERGE or (schema is None and content_type in (STRATEGIC, APPLY)):
        return apply_json_merge(live, patch)
    if schema is None or content_type not in (STRATEGIC, APPLY):
        raise PatchError(f"unknown type of patch: {content_type}")
    return apply_strategic(live, patch, schema)
