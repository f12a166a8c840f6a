"""Charts in gzipped tar archives: read into memory, every name checked before anything is believed.

Rules: pkg/chartutil/load.go (loadArchiveFiles, LoadFile). Nothing is written and
links are not followed: a link in an archive is an empty file, as for Helm. Limits are ours (see `budget`).
"""

from __future__ import annotations

import os
import stat

from ....core.archive.budget import Budget, Files
from ....core.archive.chart_files import GzipHeaderError, unpack
from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error

_MAGIC = b"\x1f\x8b\x08"


def read_archive(path: str, budget: Budget) -> Files:
    """The files of the chart archive at `path`. Raises ChartError, HostileChartError past a limit."""
    packed = _read(path, budget)
    _check_content(path, packed)
    try:
        return unpack(packed, budget)
    except GzipHeaderError as error:
        raise ChartError(f"file '{path}' does not appear to be a valid chart file (details: {error})") from None
    except ChartError as error:
        error.details = error.details or (f"in {path}",)
        raise


def _read(path: str, budget: Budget) -> bytes:
    """The bytes of the archive file, which must be a regular file of an acceptable size."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise ChartError(path_error("stat", path, error)) from None
    if stat.S_ISDIR(mode):
        raise ChartError("cannot load a directory")
    if not stat.S_ISREG(mode):
        raise ChartError(f"cannot load irregular file {path} as it has file mode type bits set")
    limit = budget.chart_limit
    try:
        with open(path, "rb") as stream:
            packed = stream.read(limit + 1) if limit else stream.read()
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    if limit and len(packed) > limit:
        raise HostileChartError(f"chart archive is larger than the maximum size {limit} bytes")
    return packed


def _check_content(path: str, packed: bytes) -> None:
    """Raise ChartError that says what the file seems to be when it is not gzip."""
    if packed.startswith(_MAGIC):
        return
    if path.endswith((".yml", ".yaml")):
        raise ChartError(f"file '{path}' seems to be a YAML file, but I expected a gzipped archive")
    from ....core.golib.sniff import SNIFF_SIZE
    from .content_type import detect

    kind = detect(packed[:SNIFF_SIZE])
    raise ChartError(f"file '{path}' does not appear to be a gzipped archive; got '{kind}'")
