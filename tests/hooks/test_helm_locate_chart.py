from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.making import MakeKernel, implementation
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import ChartNotFoundError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation
from stand_ins.chart_repository import write_home


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


def test_repositories_are_asked_when_nobody_else_knows_a_reference(make_kernel: MakeKernel, tmp_path: Path) -> None:
    kernel = make_kernel(
        company=implementation(
            "helm_locate_chart",
            "return '/srv' if location.reference.startswith('company/') else None",
            arguments="location",
        )
    )
    kernel.settings.flags["home"] = str(write_home(tmp_path / "home", ("main", "http://127.0.0.1:1")))
    assert kernel.first("helm_locate_chart", location=ChartLocation("company/web")) == "/srv"
    with pytest.raises(ChartNotFoundError) as caught:
        kernel.first("helm_locate_chart", location=ChartLocation("main/web"))
    index = tmp_path / "home/repository/cache/main-index.yaml"
    assert (caught.value.message, caught.value.details) == (
        'failed to download "main/web" (hint: running `helm repo update` may help)',
        (f"no cached repo found. (try 'helm repo update'). open {index}: no such file or directory",),
    )
