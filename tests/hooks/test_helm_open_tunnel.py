from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import KubeConnectionError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.service_target import ServiceTarget


class TestOpenTunnel(VerbRules):
    hook = "helm_open_tunnel"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, Tunnel is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"target": ServiceTarget(tunnel=True, namespace="kube-system")}

    def view(self, answer: Any) -> Any:
        return "Another" if type(answer).__name__ == "Another" else answer

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        # There is no cluster: the one who answers has tried to ask it.
        with pytest.raises(KubeConnectionError) as caught:
            self.ask(kernel, folder)
        assert "/api/v1/namespaces/kube-system/pods?labelSelector=app%3Dhelm%2Cname%3Dtiller" in caught.value.message
