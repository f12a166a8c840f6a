from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import ReleaseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.tiller_serving import TillerOptions


class TestServeReleases(VerbRules):
    hook = "helm_serve_releases"
    override = "True"
    overridden = True
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"options": TillerOptions(listen="nonsense")}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        with pytest.raises(ReleaseError) as caught:
            self.ask(kernel, folder)
        assert caught.value.message == "Server died: listen tcp: address nonsense: missing port in address"
