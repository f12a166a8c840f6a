"""The extension points that values answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.options import ValueSources
    from ....core.protocols import KernelView


@hookimpl
def helm_read_values(sources: ValueSources, kernel: KernelView) -> dict[str, Any]:
    """Files and flags, merged in Helm's order. Raises ValuesError."""
    from .sources import SourceReader, read_standard_input, read_values

    return read_values(sources, SourceReader(sources, kernel, read_standard_input))


@hookimpl
def helm_coalesce_values(chart: Chart, overrides: dict[str, Any], kernel: KernelView) -> dict[str, Any]:
    """Chart defaults, subcharts' defaults and globals under the user's values. Raises ValuesError."""
    from .coalesce import coalesce_values

    return coalesce_values(chart, overrides, kernel.warn)


@hookimpl
def helm_explain_value(chart: Chart, sources: ValueSources, path: str, kernel: KernelView) -> list[str]:
    """Every default, file and flag that speaks of a path, in order, and which one wins. Raises ValuesError."""
    from .explain import explain_value
    from .sources import SourceReader, read_standard_input

    return explain_value(chart, sources, path, SourceReader(sources, kernel, read_standard_input), kernel)
