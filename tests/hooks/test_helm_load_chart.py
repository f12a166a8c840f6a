from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import LoadOptions


class TestLoadChart(VerbRules):
    hook = "helm_load_chart"
    default = ("web", "0.1.0")
    override = 'Chart(Metadata("other", "9.9.9"))'
    overridden = ("other", "9.9.9")
    complaint = "int, Chart is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web").mkdir()
        (folder / "web" / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
        return {"path": str(folder / "web"), "options": LoadOptions()}

    def view(self, answer: Any) -> Any:
        return answer.name, answer.metadata.version
