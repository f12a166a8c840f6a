"""Which names a chart and its files may have.

Helm v2 takes any text. Ours are printed, used as paths and compared, so what could rewrite a terminal (CVE-2021-21303)
or leave a directory (CVE-2019-1000008, CVE-2024-25620, CVE-2026-35206) is refused where it comes in.
"""

from __future__ import annotations

from ..errors import HostileChartError
from ..golib.strconv import quote
from ..text import printable

MAX_DEPTH = 200
"""How deep folders may be nested in an archive that is unpacked; as deep as in a chart that is a folder."""

MAX_LENGTH = 4096
"""The longest path in a chart, in characters (as long as a path may be for the system)."""


def check_file_name(name: str) -> None:
    """Raise HostileChartError for a file name that cannot be printed or stored.

    That is one with control or bidirectional characters (tab and newline may stay), or one that is too long.
    """
    if len(name) > MAX_LENGTH:
        raise HostileChartError(
            "chart contains illegally named files", details=(f"a name has more than {MAX_LENGTH} characters",)
        )
    if not name.isprintable() and printable(name) != name:
        raise HostileChartError("chart contains illegally named files", details=(f"the name is {quote(name)}",))


def check_depth(name: str) -> None:
    """Raise HostileChartError for a path through more folders than may be made, and removed again."""
    if name.count("/") + name.count("\\") > MAX_DEPTH:
        raise HostileChartError(f"directories are nested deeper than {MAX_DEPTH} levels")


def check_chart_name(name: str) -> None:
    """Raise HostileChartError for a chart name that is no single, printable path component."""
    if name in (".", "..") or "/" in name or "\\" in name:
        raise HostileChartError(f"invalid chart (Chart.yaml): name {quote(name)} must not be a path")
    if not name.isprintable() and (printable(name) != name or "\n" in name or "\t" in name):
        raise HostileChartError(f"invalid chart (Chart.yaml): name {quote(name)} contains control characters")
