from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.test_helm_find_drift import RELEASE, sandbox
from hooks.verb_rules import VerbRules
from pilothouse.core.model.preview import ObjectPreview


class TestCorrectDrift(VerbRules):
    hook = "helm_correct_drift"
    default = ("ConfigMap/web",)
    override = "ApplyReport(created=('mine',))"
    overridden = ("mine",)
    complaint = "int, ApplyReport is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        objects = [ObjectPreview("create", "v1", "ConfigMap", "default", "web")]
        return {"release": RELEASE, "objects": objects, "kube": sandbox(folder)}

    def view(self, answer: Any) -> Any:
        return answer.created
