from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import RequirementsUpdate


class TestUpdateRequirements(VerbRules):
    hook = "helm_update_requirements"
    default = True
    override = "True"
    overridden = True
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web").mkdir()
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 1.0.0\n")
        return {"path": str(folder / "web"), "options": RequirementsUpdate()}
