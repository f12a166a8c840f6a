from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import TextTemplate


class TestRenderText(VerbRules):
    hook = "helm_render_text"
    default = "v2 V2"
    override = '"mine"'
    overridden = "mine"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"template": TextTemplate("{{ .word }} {{ upper .word }}", "text", True), "data": {"word": "v2"}}
