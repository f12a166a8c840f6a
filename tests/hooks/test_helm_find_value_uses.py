from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.value_use import ValueUse


class TestFindValueUses(VerbRules):
    hook = "helm_find_value_uses"
    default = [ValueUse((), ("image", "tag"), True, 2, "templates/pod.yaml", 1, 11)]
    override = "[]"
    overridden: list[ValueUse] = []
    complaint = "int, list is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        template = File("templates/pod.yaml", b"image: {{ .Values.image.tag }}\n")
        return {"chart": Chart(Metadata("web", "0.1.0"), [template])}
