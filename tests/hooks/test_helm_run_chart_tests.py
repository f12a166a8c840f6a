from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.chart_tests import ChartTestOptions, ChartTestReport, ChartTestResult

SUITE = """\
suite: web
templates: [a.yaml]
tests:
  - it: is a pod
    asserts:
      - isKind: {of: Pod}
"""


class TestRunChartTests(VerbRules):
    hook = "helm_run_chart_tests"
    override = '__import__("pilothouse.core.model.chart_tests").core.model.chart_tests.ChartTestReport("other")'
    overridden = ChartTestReport("other")
    complaint = "int, ChartTestReport is expected"

    @property
    def default(self) -> ChartTestReport:
        return ChartTestReport("web", (ChartTestResult("web/tests/a_test.yaml", "web", "is a pod", "passed"),))

    def arguments(self, folder: Path) -> dict[str, Any]:
        self.folder = folder
        for name, text in {
            "Chart.yaml": "apiVersion: v1\nname: web\nversion: 0.1.0\n",
            "templates/a.yaml": "kind: Pod\n",
            "tests/a_test.yaml": SUITE,
        }.items():
            path = folder / "web" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return {"path": str(folder / "web"), "options": ChartTestOptions()}

    def view(self, answer: ChartTestReport) -> ChartTestReport:
        """The report without times, and without the folder of the test."""
        results = [
            result.replace(seconds=0.0, file=result.file.removeprefix(f"{self.folder}/")) for result in answer.results
        ]
        return answer.replace(results=tuple(results))
