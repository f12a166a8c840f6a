from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import PackageOptions


class TestPackageChart(VerbRules):
    hook = "helm_package_chart"
    override = '"/srv/charts/web.oci"'
    overridden = "/srv/charts/web.oci"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"chart": Chart(Metadata("web", "0.1.0")), "options": PackageOptions(str(folder))}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert self.ask(kernel, folder) == str(folder / "web-0.1.0.tgz")
        assert (folder / "web-0.1.0.tgz").is_file()
