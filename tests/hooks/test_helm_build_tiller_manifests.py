from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.tiller_installation import TillerInstallation


class TestBuildTillerManifests(VerbRules):
    hook = "helm_build_tiller_manifests"
    default = ("Deployment", "Service")
    override = '[{"kind": "Pod"}]'
    overridden = ("Pod",)
    complaint = "int, list is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"installation": TillerInstallation("kube-system")}

    def view(self, answer: Any) -> Any:
        return tuple(document["kind"] for document in answer)
