"""What `inspect` and its subcommands share: their flags, and the parts of a chart as they print them.

Rules: cmd/helm/inspect.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.debug_lines import debug
from ....core.golib.strconv import quote
from ....core.golib.yaml import dump
from ....core.model.chart_metadata import metadata_document
from ._arguments import check_arguments
from ._chart_source import CHART_SOURCE_FLAGS, find_chart
from ._client import open_client

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart

INSPECT_FLAGS = CHART_SOURCE_FLAGS
"""The flags of `inspect` and its subcommands."""

README_FLAGS = tuple(flag for flag in CHART_SOURCE_FLAGS if flag.long not in ("--username", "--password"))
"""The flags of ``inspect readme``, which in Helm takes no credentials."""

_README_NAMES = frozenset(("readme.md", "readme.txt", "readme"))


def inspected_chart(kernel: Kernel, args: tuple[str, ...], options: dict[str, Any]) -> Chart:
    """The chart that a command line of `inspect` names. Raises UsageError, and what finding and reading charts does."""
    check_arguments(args, "chart name")
    debug(kernel, f"Original chart version: {quote(options['version'])}")
    path = find_chart(kernel, args[0], {"username": "", "password": "", **options})
    return open_client(kernel).load_chart(path)


def metadata_text(chart: Chart) -> str:
    """The metadata as Helm writes Chart.yaml."""
    return dump(metadata_document(chart.metadata))


def has_values(chart: Chart) -> bool:
    """Whether the chart brings a values.yaml."""
    return chart.has_values_file or bool(chart.values_text)


def find_readme(chart: Chart) -> str | None:
    """The text of the chart's README, None where it has none."""
    for file in chart.files:
        if file.name.lower() in _README_NAMES:
            return file.data.decode("utf-8", "surrogateescape")
    return None
