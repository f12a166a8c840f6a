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
    override = "'a tunnel'"
    overridden = "a tunnel"
    bad = "None"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"target": ServiceTarget(tunnel=True, namespace="kube-system")}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        # There is no cluster: the one who answers has tried to ask it.
        with pytest.raises(KubeConnectionError) as caught:
            self.ask(kernel, folder)
        assert "/api/v1/namespaces/kube-system/pods?labelSelector=app%3Dhelm%2Cname%3Dtiller" in caught.value.message

    # Any object may be a tunnel.
    test_an_answer_of_the_wrong_type_is_refused_by_name = None  # type: ignore[assignment]
    test_what_a_wrapper_makes_of_the_answer_is_checked_too = None  # type: ignore[assignment]
