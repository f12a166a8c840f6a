"""From files to a chart: every file goes where its path says, subcharts and archives in charts/ included.

Rule: pkg/chartutil/load.go (LoadFiles). Subcharts keep the order in which their first files come.
"""

from __future__ import annotations

from collections.abc import Mapping

from ....core.archive.budget import MAX_DEPTH, Budget, Files
from ....core.archive.names import check_chart_name, check_file_name
from ....core.errors import ChartError, HostileChartError
from ....core.golib.path import extension
from ....core.model.chart import Chart, File, Metadata
from ....core.model.options import LoadOptions
from .metadata import read_metadata


def chart_from_files(files: Mapping[str, bytes], options: LoadOptions | None = None) -> Chart:
    """The chart that consists of `files` (content by path from the chart's root, ``/`` between names).

    Raises ChartError, HostileChartError past a limit of `options`.
    """
    for name in files:
        check_file_name(name)
    return assemble(list(files.items()), Budget(options or LoadOptions()))


def assemble(files: Files, budget: Budget, depth: int = 0, place: str = "") -> Chart:
    """The chart that consists of `files`, nested at `depth` in others, in whose outermost it lies at `place`.

    Raises ChartError, HostileChartError.
    """
    if depth > MAX_DEPTH:
        raise HostileChartError(f"subcharts are nested deeper than {MAX_DEPTH} levels")
    metadata: Metadata | None = None
    chart = Chart(Metadata())
    nested: dict[str, Files] = {}
    for name, content in files:
        if name == "Chart.yaml":
            metadata = _chart_file(content, place + name)
        elif name == "values.toml":
            raise ChartError("values.toml is illegal as of 2.0.0-alpha.2")
        elif name == "values.yaml":
            chart.values_text = content.decode("utf-8", "surrogateescape")
            chart.has_values_file = True
        elif name.startswith("templates/"):
            chart.templates.append(File(name, content))
        elif name.startswith("charts/") and extension(name) != ".prov":
            inner = name.removeprefix("charts/")
            if not inner.startswith((".", "_")):
                nested.setdefault(inner.partition("/")[0], []).append((inner, content))
        else:
            chart.files.append(File(name, content))
    if metadata is None:
        raise ChartError("chart metadata (Chart.yaml) missing")
    if not metadata.name:
        raise ChartError("invalid chart (Chart.yaml): name must not be empty")
    check_chart_name(metadata.name)
    chart.metadata = metadata
    chart.dependencies = [
        _subchart(name, inner, chart.name, budget, depth + 1, f"{place}charts/{name}/")
        for name, inner in nested.items()
    ]
    return chart


def _chart_file(content: bytes, path: str) -> Metadata:
    metadata = read_metadata(content, path)
    if metadata.api_version not in ("", "v1"):
        raise ChartError(f"apiVersion '{metadata.api_version}' is not valid. The value must be \"v1\"")
    return metadata


def _subchart(name: str, files: Files, parent: str, budget: Budget, depth: int, place: str) -> Chart:
    """The subchart in charts/`name`: an archive, or a directory whose files still begin with its name."""
    archived = extension(name) == ".tgz"
    if archived and files[0][0] != name:
        raise ChartError(f"error unpacking tar in {parent}: expected {name}, got {files[0][0]}")
    try:
        if archived:
            from ....core.archive.chart_files import unpack

            return assemble(unpack(files[0][1], budget), budget, depth, place)
        own = [(path.partition("/")[2], content) for path, content in files if "/" in path]
        return assemble(own, budget, depth, place)
    except ChartError as error:
        kind = HostileChartError if isinstance(error, HostileChartError) else ChartError
        message = f"error unpacking {name} in {parent}: {error}"
        raise kind(message, details=error.details, hint=error.hint) from None
