"""How much of a chart is accepted: one budget for a chart with everything nested in it.

The limits are ours (Helm v2 has none); sentences are those of later Helm versions where they have one
(CVE-2025-32386).
"""

from __future__ import annotations

from ..errors import HostileChartError
from ..golib.strconv import quote
from ..model.options import LoadOptions

MAX_DEPTH = 64
"""Subcharts nested deeper than this are refused."""

Files = list[tuple[str, bytes]]
"""Files of a chart: path from its root and content, in the order in which they were read."""

_HINT = "load it only if you trust it, with higher limits"


class Budget:
    """What is left of the limits in `LoadOptions` while a chart is read."""

    __slots__ = ("_bytes", "_files", "_options", "file_limit")

    def __init__(self, options: LoadOptions) -> None:
        self._options = options
        self._bytes = 0
        self._files = 0
        self.file_limit = options.max_file_size

    @property
    def chart_limit(self) -> int:
        """The bytes that a whole chart may have, 0 for any number."""
        return self._options.max_chart_size

    def add_bytes(self, count: int) -> None:
        """Note `count` bytes more. Raises HostileChartError past the limit."""
        self._bytes += count
        limit = self._options.max_chart_size
        if limit and self._bytes > limit:
            raise HostileChartError(f"decompressed chart is larger than the maximum size {limit} bytes", hint=_HINT)

    def add_entry(self) -> None:
        """Note a file or directory more. Raises HostileChartError past the limit."""
        self._files += 1
        limit = self._options.max_files
        if limit and self._files > limit:
            raise HostileChartError(f"chart has more than the maximum of {limit} files", hint=_HINT)

    def check_file(self, name: str, size: int) -> None:
        """Raise HostileChartError when a file of an archive is larger than one file may be."""
        if self.file_limit and size > self.file_limit:
            raise HostileChartError(
                f"decompressed chart file {quote(name)} is larger than the maximum file size {self.file_limit} bytes",
                hint=_HINT,
            )

    def check_ratio(self, unpacked: int, packed: int) -> None:
        """Raise HostileChartError when data shrinks more than data of charts does. The first MiB is free."""
        limit = self._options.max_ratio
        if limit and unpacked > 1024 * 1024 and unpacked > limit * packed:
            raise HostileChartError(f"chart archive unpacks to more than {limit} times its size", hint=_HINT)
