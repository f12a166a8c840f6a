from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.model.release import Release
from pilothouse.core.testkit import make_kernel

MANIFEST = "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {a: b}\n"
RELEASE = Release("web", "default", 3, Chart(Metadata("web", "0.1.0")), manifest=MANIFEST)


def sandbox(folder: Path) -> Any:
    """A cluster in a folder, with the namespace that every cluster has."""
    environment = {"HELM_HOME": str(folder / "home")}
    return make_kernel(environment=environment).first("helm_connect_kube", target=ClusterTarget("sandbox"))


class TestFindDrift(VerbRules):
    hook = "helm_find_drift"
    default = (3, [("create", "ConfigMap", "web")])
    override = "__import__('pilothouse.core.model.preview', fromlist=['-']).ReleasePreview(None, newest=7)"
    overridden = (7, [])
    complaint = "int, ReleasePreview is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"release": RELEASE, "kube": sandbox(folder)}

    def view(self, answer: Any) -> Any:
        return answer.newest, [(each.action, each.kind, each.name) for each in answer.objects]
