from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.service_target import ServiceTarget


class TestConnectReleaseService(VerbRules):
    hook = "helm_connect_release_service"
    default = "InProcessReleaseService"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, ReleaseService is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"target": ServiceTarget()}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__
