"""Charts made from a starter: another chart, with the new one's name put in.

Rules: CreateFrom in pkg/chartutil/create.go, SaveDir in pkg/chartutil/save.go.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.model.options import LoadOptions, PackageOptions
from ....core.shared_files import make_folders, replace
from .metadata import chart_file
from .names import base, folder
from .texts import FOLDERS, NAME_MARK

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.protocols import KernelView


def create_from_starter(path: str, starter: str, kernel: KernelView) -> None:
    """Write a new chart to `path`, which must not exist, from the chart at the path `starter`.

    Templates and values have the name of the new chart where the starter has its mark; subcharts become archives.
    Raises ChartError; then nothing is left at `path`.
    """
    name = base(path)
    try:
        chart: Chart = kernel.first("helm_load_chart", path=starter, options=LoadOptions())
    except ChartError as error:
        raise ChartError(
            f"could not load {starter}: {error.message}", details=error.details, hint=error.hint
        ) from error
    top = posixpath.normpath(posixpath.join(folder(path), name))
    try:
        os.mkdir(top, 0o755)
    except OSError as error:
        raise ChartError(path_error("mkdir", top, error)) from error
    try:
        _fill(top, name, chart, kernel)
    except BaseException:
        import shutil

        shutil.rmtree(top, ignore_errors=True)
        raise


def _fill(top: str, name: str, chart: Chart, kernel: KernelView) -> None:
    """Write everything below the folder `top`, which is new. Raises ChartError."""
    texts = {"Chart.yaml": chart_file(name).encode("utf-8", "surrogateescape")}
    mark, written = NAME_MARK.encode(), name.encode("utf-8", "surrogateescape")
    if chart.values_text:
        texts["values.yaml"] = chart.values_text.encode("utf-8", "surrogateescape").replace(mark, written)
    for template in chart.templates:
        texts[template.name] = template.data.replace(mark, written)
    for file in chart.files:
        texts[file.name] = file.data
    for one in FOLDERS:
        _make_folder(os.path.join(top, one))
    for path, content in texts.items():
        if path != posixpath.normpath(path) or path.startswith(("/", "../")) or path in (".", ".."):
            raise HostileChartError(f"{path} is not a path below the new chart")
        target = os.path.join(top, path)
        _make_folder(os.path.dirname(target))
        try:
            replace(target, content)
        except OSError as error:
            raise ChartError(path_error("open", target, error)) from error
    for subchart in chart.dependencies:
        options = PackageOptions(os.path.join(top, "charts"))
        kernel.first("helm_package_chart", chart=subchart, options=options)


def _make_folder(path: str) -> None:
    """Make a folder with those above it, unless they are there. Raises ChartError."""
    try:
        make_folders(path)
    except OSError as error:
        raise ChartError(path_error("mkdir", error.filename, error)) from error
