from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules


class TestClassifyManifests(VerbRules):
    hook = "helm_classify_manifests"
    default = (["Service"], [("Job", ["pre-install"])])
    override = "ClassifiedManifests([], [], [])"
    overridden = ([], [])
    complaint = "int, ClassifiedManifests is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        text = (
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n---\napiVersion: batch/v1\nkind: Job\n"
            "metadata:\n  name: seed\n  annotations:\n    helm.sh/hook: pre-install\n"
        )
        return {"files": {"web/templates/all.yaml": text}, "order": "install"}

    def view(self, answer: Any) -> Any:
        hooks = [(hook.manifest.kind, hook.events) for hook in answer.hooks]
        return [manifest.kind for manifest in answer.manifests], hooks
