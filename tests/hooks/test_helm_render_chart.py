from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues


class TestRenderChart(VerbRules):
    hook = "helm_render_chart"
    default = {"web/templates/a.txt": "Hello demo from x"}
    override = '{"web/templates/a.txt": "mine"}'
    overridden = {"web/templates/a.txt": "mine"}
    complaint = "int, dict is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        template = File("templates/a.txt", b"Hello {{ .Release.Name }} from {{ .Values.a }}")
        capabilities = Capabilities(frozenset(), KubeVersion(), TillerVersion())
        return {
            "chart": Chart(Metadata("web", "0.1.0"), [template], "a: x\n"),
            "render_values": RenderValues({"a": "x"}, ReleaseContext("demo", "default"), capabilities),
            "options": RenderOptions(),
        }
