from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import ServeOptions


class TestServeCharts(VerbRules):
    hook = "helm_serve_charts"
    override = "True"
    overridden = True
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"options": ServeOptions(str(folder), "nonsense")}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        with pytest.raises(RepositoryError) as caught:
            self.ask(kernel, folder)
        assert caught.value.message == "listen tcp: address nonsense: missing port in address"
