"""What would come of a write where the server cannot be asked: why that is so, and what is computed instead.

Nothing is filled in or checked then: an estimate has no defaults, and none of it has been refused.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.golib.patch_schema import PatchError

if TYPE_CHECKING:
    from ....core.model.capabilities import KubeVersion
    from ....core.model.kube_object import KubeObject

NO_REHEARSALS = "this client of the cluster cannot ask for dry runs"

_FIRST_WITH_DRY_RUNS = (1, 13)
"""The version of Kubernetes from which on dry runs are always there; some before took no notice of the parameter."""

_MAY_NOT = re.compile(r'is forbidden: User "[^"]*" cannot ')
"""What servers say when it is the user who may not write. Refusals of admission are worded otherwise."""

_ABOUT_DRY_RUNS = re.compile("dry.?run", re.IGNORECASE)

_SERVER_FIELDS = ("uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields")


def lack_of_dry_runs(version: KubeVersion) -> str:
    """Why a server of some version is not asked for dry runs; empty where it has them."""
    numbers = re.match(r"v?(\d+)\.(\d+)", version.git_version) or re.match(
        r"(\d+)\.(\d+)", f"{version.major}.{version.minor}"
    )
    if numbers is not None and (int(numbers[1]), int(numbers[2])) >= _FIRST_WITH_DRY_RUNS:
        return ""
    return f"Kubernetes {version.git_version or 'of an unknown version'} has no dry runs"


def reason_for(error: KubeStatusError) -> str:
    """Why a refusal of a dry run says nothing about the write itself; empty where the write would be refused too."""
    if error.code == 403 and _MAY_NOT.search(error.message):
        return f"these credentials may not write: {error.message}"
    if error.code == 405:
        return f"the server refuses dry runs: {error.message}"
    if error.code == 400 and _ABOUT_DRY_RUNS.search(error.message):
        return f"the server refuses dry runs: {error.message}"
    return ""


def created(target: KubeObject) -> dict[str, Any]:
    """The object that a creation leaves, as far as its content tells."""
    return deepcopy(target.content)


def replaced(live: dict[str, Any], target: KubeObject) -> dict[str, Any]:
    """The object that is put in the place of a live one: what only the server sets stays."""
    content = deepcopy(target.content)
    metadata = {**(content.get("metadata") or {})}
    for field in _SERVER_FIELDS:
        metadata.pop(field, None)
        if field in live.get("metadata", {}):
            metadata[field] = live["metadata"][field]
    content["metadata"] = metadata
    if "status" in live:
        content["status"] = live["status"]
    return content


def patched(live: dict[str, Any], target: KubeObject, patch: Any, content_type: str) -> dict[str, Any]:
    """The object that a patch makes of a live one. Raises KubeError for a patch that does not fit it."""
    from ....core.golib.patches import apply_patch

    try:
        after = apply_patch(live, patch, content_type, target.resource.api_version, target.kind)
        if not isinstance(after, dict) or not isinstance(after.get("metadata"), dict):
            raise PatchError("nothing that is an object is left")
    except PatchError as error:
        raise KubeError(f"cannot estimate what a patch does to {target.kind}/{target.name}: {error}") from None
    return after


def without_server_fields(content: dict[str, Any]) -> dict[str, Any]:
    """An object as it could be created: without what only the server sets."""
    metadata = {key: value for key, value in content.get("metadata", {}).items() if key not in _SERVER_FIELDS}
    return {**{key: value for key, value in content.items() if key != "status"}, "metadata": metadata}
