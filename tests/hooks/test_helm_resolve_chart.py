from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.making import MakeKernel, implementation
from hooks.verb_rules import VerbRules
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import ChartDownload
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import HttpServer

IMPORTS = "from pilothouse.core.model.repository import ChartDownload\n"


class TestResolveChart(VerbRules):
    """No built-in plugin answers: `repositories` has rules of its own for what nobody else knows."""

    hook = "helm_resolve_chart"
    override = "__import__('pilothouse.core.model.repository', fromlist=['x']).ChartDownload('https://x/web-1.tgz')"
    overridden = ChartDownload("https://x/web-1.tgz")
    complaint = "int, ChartDownload is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"location": ChartLocation("company:web")}


def test_what_a_plugin_resolves_is_downloaded_and_the_rest_is_resolved_as_ever(
    make_kernel: MakeKernel, tmp_path: Path
) -> None:
    with HttpServer() as server:
        repository = ChartRepository(server)
        repository.add("web", "1.0.0")
        kernel = make_kernel(
            company=IMPORTS
            + implementation(
                "helm_resolve_chart",
                "if location.reference != 'company:web': return None",
                f"return ChartDownload('{repository.url}/web-1.0.0.tgz')",
                arguments="location",
            )
        )
        kernel.settings.flags["home"] = str(write_home(tmp_path / "home"))
        service = kernel.first("helm_open_repositories")
        downloaded = service.download(ChartLocation("company:web"), str(tmp_path))
        assert (downloaded.path, Path(downloaded.path).exists()) == (str(tmp_path / "web-1.0.0.tgz"), True)
        direct = service.resolve(ChartLocation("web", repository=repository.url))
        assert direct.url == f"{repository.url}/web-1.0.0.tgz"
