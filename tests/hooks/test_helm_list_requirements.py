from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules


class TestListRequirements(VerbRules):
    hook = "helm_list_requirements"
    default = (True, [("db", "1.x", "http://example.com", "missing")], ())
    override = 'RequirementsListing(False, (), ("beware",))'
    overridden = (False, [], ("beware",))
    complaint = "int, RequirementsListing is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web").mkdir()
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 1.0.0\n")
        (folder / "web" / "requirements.yaml").write_text(
            "dependencies: [{name: db, version: 1.x, repository: http://example.com}]\n"
        )
        return {"path": str(folder / "web")}

    def view(self, answer: Any) -> Any:
        return answer.declared, [tuple(status) for status in answer.statuses], answer.warnings
