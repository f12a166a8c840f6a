from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules


class TestDescribeObjects(UnansweredRules):
    hook = "helm_describe_objects"
    arguments: ClassVar[dict[str, Any]] = {"manifest": "", "namespace": "default", "kube": object()}
