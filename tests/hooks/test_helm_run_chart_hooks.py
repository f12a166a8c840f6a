from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.kube_object import ChartHookOptions


class TestRunChartHooks(UnansweredRules):
    hook = "helm_run_chart_hooks"
    arguments: ClassVar[dict[str, Any]] = {
        "event": "pre-install",
        "hooks": [],
        "options": ChartHookOptions("web", "default"),
        "kube": object(),
    }
