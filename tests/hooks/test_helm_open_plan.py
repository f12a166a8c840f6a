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
from pilothouse.plugins.builtin.plans.save import save_plan


class TestOpenPlan(VerbRules):
    hook = "helm_open_plan"
    default = ("web.v1", 0)
    override = "__import__('pilothouse.core.model.plan', fromlist=['-']).Plan(None, 7, 7)"
    overridden = ("", 7)
    complaint = "int, Plan is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        path = str(folder / "plan")
        save_plan(Plan(Release("web", "default", 1, Chart(Metadata("web", "0.1.0"))), 0, 0), path)
        return {"path": path}

    def view(self, answer: Any) -> Any:
        return ("" if answer.planned is None else answer.planned.key, answer.current)

    def test_what_is_no_plan_is_a_declared_error(self, kernel: Kernel, tmp_path: Path) -> None:
        (tmp_path / "other").write_text("{}")
        with pytest.raises(ReleaseError, match="cannot read the plan: it is no plan"):
            kernel.first(self.hook, path=str(tmp_path / "other"))
