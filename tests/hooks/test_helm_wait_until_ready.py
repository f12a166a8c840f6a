from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules


class TestWaitUntilReady(UnansweredRules):
    hook = "helm_wait_until_ready"
    arguments: ClassVar[dict[str, Any]] = {"objects": [], "timeout": 1, "kube": object()}
