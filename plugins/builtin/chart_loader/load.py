"""A chart from a path: a directory or a gzipped archive. Rule: pkg/chartutil/load.go (Load)."""

from __future__ import annotations

import os
from collections.abc import Callable

from ....core.archive.budget import Budget
from ....core.errors import ChartNotFoundError
from ....core.golib.oserrors import path_error
from ....core.model.chart import Chart
from ....core.model.options import LoadOptions
from .assemble import assemble


def load_chart(path: str, options: LoadOptions, warn: Callable[[str], None]) -> Chart:
    """The chart at `path`; `warn` is told of links that are followed. Raises ChartError, HostileChartError."""
    try:
        os.stat(path)
    except OSError as error:
        raise ChartNotFoundError(path_error("stat", path, error)) from None
    budget = Budget(options)
    if os.path.isdir(path):
        from .directory import read_directory

        files = read_directory(path, budget, warn)
    else:
        from .archive import read_archive

        files = read_archive(path, budget)
    chart = assemble(files, budget)
    chart.origin = path
    return chart
