from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.tiller_serving import TillerOptions


class TestServeReleases(VerbRules):
    hook = "helm_serve_releases"
    override = "True"
    overridden = True
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"options": TillerOptions(listen="nonsense")}
