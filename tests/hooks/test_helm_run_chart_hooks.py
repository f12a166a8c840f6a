from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.kube_object import ChartHookOptions
from pilothouse.core.model.manifest import ChartHook, Manifest
from stand_ins.scripted_kube import ScriptedKube


class TestRunChartHooks(VerbRules):
    hook = "helm_run_chart_hooks"
    default = ("a", "b")
    override = "ChartHookReport(('mine',))"
    overridden: Any = ("mine",)
    complaint = "int, ChartHookReport is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {
            "event": "pre-install",
            "hooks": [
                ChartHook(
                    Manifest("x.yaml", f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}", name=name),
                    ["pre-install"],
                )
                for name in ("b", "a")
            ],
            "options": ChartHookOptions("web", "default"),
            "kube": ScriptedKube(),
        }

    def view(self, answer: Any) -> Any:
        return answer.ran
