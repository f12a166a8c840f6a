from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.lint import LintFinding, LintOptions, LintReport


class TestLintChart(VerbRules):
    hook = "helm_lint_chart"
    default = LintReport(
        (
            LintFinding(3, "Chart.yaml", "version is required", rule="chart"),
            LintFinding(1, "Chart.yaml", "icon is recommended", rule="chart"),
            LintFinding(1, "values.yaml", "file does not exist", rule="values"),
            LintFinding(2, "templates/", "directory not found", rule="templates"),
        ),
        3,
    )
    override = '__import__("pilothouse.core.model.lint").core.model.lint.LintReport((), 0)'
    overridden = LintReport((), 0)
    complaint = "int, LintReport is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web").mkdir(exist_ok=True)
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\n")
        return {"path": str(folder / "web"), "options": LintOptions()}
