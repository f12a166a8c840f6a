"""What helps somebody who asked an index for a chart or a version that it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.repository_index import similar_charts

if TYPE_CHECKING:
    from ....core.protocols import RepositoryIndex

_SHOWN = 5


def near_misses(index: RepositoryIndex, chart: str, version: str) -> str:
    """A hint: the versions of the chart, or charts whose names are similar; empty where there is nothing to name."""
    try:
        versions = [one.metadata.version for one in index.versions(chart) if one.metadata.version]
        similar = "" if versions or chart in index.names() else similar_charts(index, chart)
    except PilothouseError:
        return ""
    if not versions:
        return similar
    more = ", …" if len(versions) > _SHOWN else ""
    devel = "" if version else "; --devel takes pre-releases"
    return f"versions of {chart}: {', '.join(versions[:_SHOWN])}{more}{devel}"
