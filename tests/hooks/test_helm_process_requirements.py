from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.chart import Chart, Metadata


class TestProcessRequirements(VerbRules):
    hook = "helm_process_requirements"
    default = ("web", [])
    override = 'Chart(Metadata("processed"))'
    overridden = ("processed", [])
    complaint = "int, Chart is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"chart": Chart(Metadata("web", "0.1.0"), values_text="a: x\nb: y\n"), "overrides": {"b": "z"}}

    def view(self, answer: Any) -> Any:
        return answer.name, answer.dependencies
