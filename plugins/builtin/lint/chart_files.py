"""Reading one file of a chart folder as rules look at it, before the chart is loaded as a whole."""

from __future__ import annotations

import os
import stat

from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.model.options import LoadOptions

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
"""Never waiting for the other end of a pipe that stands where a file should."""


def read_chart_file(path: str) -> bytes:
    """The content of the regular file at `path`, which may be as large as a file of a chart may be.

    Raises ChartError with Go's words (``read x/Chart.yaml: is a directory``), HostileChartError for one that is too
    large and for a link out of the chart's folder: findings would show what is there.
    """
    limit = LoadOptions().max_file_size
    folder, real = os.path.realpath(os.path.dirname(path)), os.path.realpath(path)
    if not real.startswith(folder.rstrip("/") + "/"):
        raise HostileChartError(f"symbolic link {path} leaves the chart: it resolves to {real}")
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise ChartError(f"cannot load irregular file {path} as it has file mode type bits set")
            with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as stream:
                content = stream.read(limit + 1) or b""
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    if len(content) > limit:
        raise HostileChartError(f"{path} is larger than the maximum size {limit} bytes")
    return content
