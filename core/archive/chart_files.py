"""The files of a chart in the bytes of an archive, every name checked before anything is believed.

Rules: pkg/chartutil/load.go (loadArchiveFiles). Links are not followed: a link in an archive is an empty file, as for
Helm. Limits are ours (see `budget`).
"""

from __future__ import annotations

import re

from ..errors import ChartError, HostileChartError
from ..golib.path import clean
from ..golib.strconv import quote
from .budget import Budget, Files
from .gunzip import BAD_HEADER, gunzip
from .names import check_file_name
from .tar import GLOBAL_HEADER, TarReader

_DRIVE = re.compile("[a-zA-Z]:/")


class GzipHeaderError(ChartError):
    """The data is not gzip at all."""


def unpack(packed: bytes, budget: Budget) -> Files:
    """The files in the bytes of a chart archive, the first component of their names taken off.

    Raises ChartError, HostileChartError past a limit.
    """
    data, problem = gunzip(packed, budget)
    if problem and not data:
        raise GzipHeaderError(problem) if problem == BAD_HEADER else ChartError(problem)
    files: Files = []
    reader = TarReader(data, problem)
    for member in reader:
        budget.add_entry()
        if member.is_directory or member.flag == GLOBAL_HEADER:
            continue
        name = _chart_path(member.name)
        budget.check_file(name, member.size)
        files.append((name, reader.content(member)))
    if not files:
        raise ChartError("no files in chart archive")
    return files


def _chart_path(stored: str) -> str:
    """The path inside the chart that a stored name stands for. Raises ChartError for names that leave the chart."""
    check_file_name(stored)
    delimiter = "\\" if "\\" in stored else "/"
    base, _, rest = stored.partition(delimiter)
    name = rest.replace(delimiter, "/")
    if name.startswith("/"):
        raise HostileChartError("chart illegally contains absolute paths")
    name = clean(name)
    if name == ".":
        raise HostileChartError(f"chart illegally contains content outside the base directory: {quote(stored)}")
    if name.startswith(".."):
        raise HostileChartError("chart illegally references parent directory")
    if _DRIVE.match(name):
        raise HostileChartError("chart contains illegally named files")
    if base == "Chart.yaml":
        raise ChartError("chart yaml not in base directory")
    return name
