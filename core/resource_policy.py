"""The policy by which an object outlives the release that has made it. Rule: pkg/tiller/resource_policy.go"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RESOURCE_POLICY = "helm.sh/resource-policy"
"""The annotation that says what becomes of an object when its release lets go of it."""


def is_kept(annotations: Any) -> bool:
    """Whether a resource policy says that an object stays when its release lets go of it."""
    return isinstance(annotations, Mapping) and annotations.get(RESOURCE_POLICY, "delete") != "delete"
