"""A chart as the bytes of an archive: with its subcharts unpacked, marked as Helm marks its archives.

Rules: pkg/chartutil/save.go (writeTarContents). The same chart at the same time gives the same bytes.
"""

from __future__ import annotations

import zlib

from ....core.errors import HostileChartError
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from ....core.golib.yaml import dump
from ....core.model.chart import Chart
from ....core.model.chart_metadata import metadata_document
from .tar import tar_files

_GZIP_EXTRA = b"+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="
"""What marks an archive as one of Helm's."""

_GZIP_COMMENT = b"Helm"
_HAS_EXTRA_AND_COMMENT = 0x04 | 0x10
_UNKNOWN_SYSTEM = 0xFF


def pack(chart: Chart, time: int) -> bytes:
    """The archive of a chart whose files all have the same time (seconds).

    Raises HostileChartError for a file that would be unpacked outside the chart's folder.
    """
    files: list[tuple[str, bytes]] = []
    _add(files, chart, "")
    return _gzip(tar_files(files, time))


def _add(files: list[tuple[str, bytes]], chart: Chart, folder: str) -> None:
    if "/" in chart.name:
        raise _outside(chart.name)
    base = _join(folder, chart.name)
    files.append((f"{base}/Chart.yaml", dump(metadata_document(chart.metadata)).encode("utf-8", "surrogateescape")))
    if chart.values_text:
        files.append((f"{base}/values.yaml", chart.values_text.encode("utf-8", "surrogateescape")))
    files.extend((_join(base, file.name), file.data) for file in (*chart.templates, *chart.files))
    for subchart in chart.dependencies:
        _add(files, subchart, f"{base}/charts")


def _join(folder: str, name: str) -> str:
    """The path of `name` below a folder (empty: the root of the archive)."""
    path = clean(f"{folder}/{name}" if folder else name)
    if not (path.startswith(f"{folder}/") if folder else path not in (".", "..")):
        raise _outside(name)
    return path


def _outside(name: str) -> HostileChartError:
    return HostileChartError("chart contains illegally named files", details=(f"the name is {quote(name)}",))


def _gzip(data: bytes) -> bytes:
    """A gzip member with Helm's marks and no time."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    header = bytes((0x1F, 0x8B, 8, _HAS_EXTRA_AND_COMMENT, 0, 0, 0, 0, 0, _UNKNOWN_SYSTEM))
    extra = len(_GZIP_EXTRA).to_bytes(2, "little") + _GZIP_EXTRA
    trailer = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return header + extra + _GZIP_COMMENT + b"\0" + packer.compress(data) + packer.flush() + trailer
