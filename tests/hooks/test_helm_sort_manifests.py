from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.manifest import Manifest


class TestSortManifests(VerbRules):
    hook = "helm_sort_manifests"
    default = ["Namespace", "Service", "Deployment"]
    override = "[]"
    overridden: Any = []
    complaint = "int, list is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        kinds = ("Deployment", "Service", "Namespace")
        return {"manifests": [Manifest(f"{kind}.yaml", "", kind) for kind in kinds], "order": "install"}

    def view(self, answer: Any) -> Any:
        return [manifest.kind for manifest in answer]
