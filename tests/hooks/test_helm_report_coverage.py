from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.coverage import Coverage

TABLE = """\
Template         Lines  Missed  Branches  Missed  Partial  Cover  Missing lines
-------------------------------------------------------------------------------
web/templates/a      2       1         0       0        0  50.0%  2
-------------------------------------------------------------------------------
TOTAL                2       1         0       0        0  50.0%
"""


class TestReportCoverage(VerbRules):
    hook = "helm_report_coverage"
    default = TABLE
    override = "'TN:'"
    overridden = "TN:"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        coverage = Coverage()
        coverage.add("web/templates/a", "a\nb\n", {1: 1, 2: 0}, {})
        return {"coverage": coverage, "format": "table"}
