from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import ValueSources


class TestExplainValue(VerbRules):
    hook = "helm_explain_value"
    override = '["b: set by the company"]'
    overridden = ["b: set by the company"]
    complaint = "int, list is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        chart = Chart(Metadata("web", "0.1.0"), values_text="a: x\nb: y\n")
        return {"chart": chart, "sources": ValueSources(set=("b=z",)), "path": "b"}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert "--set b=z" in "\n".join(self.ask(kernel, folder))
