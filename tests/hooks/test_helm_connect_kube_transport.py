from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.kube_object import ClusterTarget


class TestConnectKubeTransport(VerbRules):
    hook = "helm_connect_kube_transport"
    default = "ThinTransport"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, KubeTransport is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        """A target that exists on paper: nothing is asked of a server before it is needed."""
        named = {
            "clusters": [{"name": "c", "cluster": {"server": "http://cluster.example.test"}}],
            "contexts": [{"name": "c", "context": {"cluster": "c"}}],
            "current-context": "c",
        }
        path = folder / "kubeconfig"
        path.write_text(json.dumps(named))
        return {"target": ClusterTarget(kubeconfig=str(path))}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__
