from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import ReleaseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.plan import Plan
from pilothouse.core.model.release import Release

PLAN = Plan(Release("web", "default", 1, Chart(Metadata("web", "0.1.0"))), 0, 0, server="https://here")


class TestSavePlan(VerbRules):
    hook = "helm_save_plan"
    override = "False"
    overridden = False
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"plan": PLAN, "path": str(folder / "plan")}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert self.ask(kernel, folder) is True
        read: Plan = kernel.first("helm_open_plan", path=str(folder / "plan"))
        assert (read.planned.key, read.server) == ("web.v1", "https://here")

    def test_a_file_that_cannot_be_written_is_a_declared_error(self, kernel: Kernel, tmp_path: Path) -> None:
        with pytest.raises(ReleaseError, match="cannot write the plan to"):
            kernel.first(self.hook, plan=PLAN, path=str(tmp_path / "missing" / "plan"))
