from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import CapabilitiesRequest


class TestResolveCapabilities(VerbRules):
    hook = "helm_resolve_capabilities"
    default = ("v1.16.0", frozenset({"example.com/v1", "v1"}))
    override = 'Capabilities(frozenset(["v1"]), KubeVersion("1", "30", "v1.30.0"), TillerVersion("v2.17.0"))'
    overridden = ("v1.30.0", frozenset({"v1"}))
    complaint = "int, Capabilities is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"request": CapabilitiesRequest("1.16", ("example.com/v1",))}

    def view(self, answer: Any) -> Any:
        return answer.kube_version.git_version, answer.api_versions
