from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation


class TestLocateChart(VerbRules):
    hook = "helm_locate_chart"
    override = '"/srv/charts/web"'
    overridden = "/srv/charts/web"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web").mkdir()
        return {"location": ChartLocation(str(folder / "web"), local_only=True)}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert self.ask(kernel, folder) == str(folder / "web")
