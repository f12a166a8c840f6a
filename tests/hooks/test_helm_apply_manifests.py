from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.kube_object import ApplyOptions, ManifestChange


class TestApplyManifests(UnansweredRules):
    hook = "helm_apply_manifests"
    arguments: ClassVar[dict[str, Any]] = {
        "change": ManifestChange("web", "default", None, None),
        "options": ApplyOptions(),
        "kube": object(),
    }
