"""Charts in gzipped tar archives: read into memory, every name checked before anything is believed.

Rules: pkg/chartutil/load.go (loadArchiveFiles, LoadFile). Nothing is written and
links are not followed: a link in an archive is an empty file, as for Helm. Limits are ours (see `budget`).
"""

from __future__ import annotations

import os
import re
import stat

from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from .budget import Budget, Files
from .gunzip import BAD_HEADER, gunzip
from .names import check_file_name
from .tar import GLOBAL_HEADER, TarReader

_MAGIC = b"\x1f\x8b\x08"
_DRIVE = re.compile("[a-zA-Z]:/")


class GzipHeaderError(ChartError):
    """The data is not gzip at all."""


def read_archive(path: str, budget: Budget) -> Files:
    """The files of the chart archive at `path`. Raises ChartError, HostileChartError past a limit."""
    packed = _read(path, budget)
    _check_content(path, packed)
    try:
        return unpack(packed, budget)
    except GzipHeaderError as error:
        raise ChartError(f"file '{path}' does not appear to be a valid chart file (details: {error})") from None


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
