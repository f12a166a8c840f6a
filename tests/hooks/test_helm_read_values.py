from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import ValueSources


class TestReadValues(VerbRules):
    hook = "helm_read_values"
    default = {"a": {"b": "c"}}
    override = '{"secret": "resolved"}'
    overridden = {"secret": "resolved"}
    complaint = "int, dict is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"sources": ValueSources(set=("a.b=c",))}
