from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.kube_object import ApplyOptions, ManifestChange
from stand_ins.scripted_kube import ScriptedKube


class TestApplyManifests(VerbRules):
    hook = "helm_apply_manifests"
    default = ("ConfigMap/web",)
    override = "ApplyReport(created=('mine',))"
    overridden = ("mine",)
    complaint = "int, ApplyReport is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
        return {
            "change": ManifestChange("web", "default", None, manifest),
            "options": ApplyOptions(),
            "kube": ScriptedKube(),
        }

    def view(self, answer: Any) -> Any:
        return answer.created
