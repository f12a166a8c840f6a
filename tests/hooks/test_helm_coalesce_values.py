from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.chart import Chart, Metadata


class TestCoalesceValues(VerbRules):
    hook = "helm_coalesce_values"
    default = {"a": "x", "b": "z"}
    override = '{"all": "mine"}'
    overridden = {"all": "mine"}
    complaint = "int, dict is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"chart": Chart(Metadata("web", "0.1.0"), values_text="a: x\nb: y\n"), "overrides": {"b": "z"}}
