from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import ScaffoldOptions


class TestCreateChart(VerbRules):
    hook = "helm_create_chart"
    default = True
    override = "True"
    overridden = True
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"path": str(folder / "web"), "options": ScaffoldOptions()}
