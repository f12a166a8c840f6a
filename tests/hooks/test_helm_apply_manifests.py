from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules


class TestApplyManifests(UnansweredRules):
    hook = "helm_apply_manifests"
    arguments: ClassVar[dict[str, Any]] = {"current": [], "wanted": [], "kube": object()}
