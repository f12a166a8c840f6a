"""Charts in Jinja for tests, rendered as commands render them: by the kernel, in the process that has no rights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilothouse.core import testkit
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues

Files = Mapping[str, str]


def make_chart(
    templates: Files, *dependencies: Chart, name: str = "web", files: Files | None = None, engine: str = "jinja2"
) -> Chart:
    """A chart in memory; its templates by their names below ``templates``."""
    metadata = Metadata(name, "0.1.0")
    metadata.engine = engine
    return Chart(
        metadata,
        [File(f"templates/{file}", text.encode("utf-8", "surrogateescape")) for file, text in templates.items()],
        dependencies=list(dependencies),
        files=[File(file, text.encode("utf-8", "surrogateescape")) for file, text in (files or {}).items()],
    )


def render_values(values: dict[str, Any] | None = None) -> RenderValues:
    """What templates see of a release that is installed."""
    kubernetes = KubeVersion("1", "14", "v1.14.0")
    about = Capabilities(frozenset(("v1", "apps/v1")), kubernetes, TillerVersion("v2.17.0", "abc", "clean"))
    return RenderValues(values or {}, ReleaseContext("demo", "prod", revision=2, time=1_500_000_000_000_000_007), about)


def render_chart(
    chart: Chart, values: dict[str, Any] | None = None, *, kernel: Kernel | None = None, **options: Any
) -> dict[str, str]:
    """The files of a chart."""
    files: dict[str, str] = (kernel or make_kernel()).first(
        "helm_render_chart", chart=chart, render_values=render_values(values), options=RenderOptions(**options)
    )
    return files


def make_kernel(folder: Path | str = "", plugins: Mapping[str, str] | None = None, **flags: str) -> Kernel:
    """A kernel with this engine switched on, and limits that are soon met."""
    return testkit.make_kernel(
        folder, plugins, flags={"plugins": "jinja2", "cpu-limit": "20", "memory-limit": "600", **flags}
    )
