"""A chart as the bytes of an archive, the same for the same chart whenever and wherever it is made.

Rules: pkg/chartutil/save.go, but for the times of files, which are fixed.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ....core.golib.yaml import dump
from ....core.model.chart import Chart
from ....core.model.chart_metadata import metadata_document

_GZIP_EXTRA = b"+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="
"""What marks an archive as one of Helm's."""

_GZIP_COMMENT = b"Helm"
_HAS_EXTRA_AND_COMMENT = 0x04 | 0x10
_UNKNOWN_SYSTEM = 0xFF
_MODE = 0o755
_TIME = 315532800
"""The time of every file: the beginning of 1980, which all tools can show."""


def archive_name(chart: Chart) -> str:
    """The name of the file in which a chart is kept."""
    return f"{chart.name}-{chart.metadata.version}.tgz"


def pack(chart: Chart) -> bytes:
    """The archive of a chart with all its subcharts, unpacked below charts/."""
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in _files(chart, ""):
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), _MODE, _TIME
            archive.addfile(member, BytesIO(data))
    return _gzip(buffer.getvalue())


def _files(chart: Chart, folder: str) -> Iterator[tuple[str, bytes]]:
    base = f"{folder}{chart.name}/"
    yield f"{base}Chart.yaml", dump(metadata_document(chart.metadata)).encode("utf-8", "surrogateescape")
    if chart.values_text:
        yield f"{base}values.yaml", chart.values_text.encode("utf-8", "surrogateescape")
    for file in (*chart.templates, *chart.files):
        yield base + file.name, file.data
    for subchart in chart.dependencies:
        yield from _files(subchart, f"{base}charts/")


def _gzip(data: bytes) -> bytes:
    """A gzip member with Helm's marks and no time."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    header = bytes((0x1F, 0x8B, 8, _HAS_EXTRA_AND_COMMENT, 0, 0, 0, 0, 0, _UNKNOWN_SYSTEM))
    extra = len(_GZIP_EXTRA).to_bytes(2, "little") + _GZIP_EXTRA
    trailer = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return header + extra + _GZIP_COMMENT + b"\0" + packer.compress(data) + packer.flush() + trailer
