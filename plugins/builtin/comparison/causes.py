"""Why fields change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.model.comparison import BY_CHART, BY_DRIFT, BY_SERVER
from .alignment import MISSING
from .fields import Finder, differences, shape_at, unmet
from .paths import ITEM

if TYPE_CHECKING:
    from .paths import Path
    from .shapes import Shape


class ChartChanges:
    """Where two manifests of an object differ."""

    def __init__(self, recorded: dict[str, Any], wanted: dict[str, Any], shape: Shape) -> None:
        self._places = {settled(path) for path, _, _ in differences(recorded, wanted, shape)}
        self._above = {path[:length] for path in self._places for length in range(len(path))}

    def touches(self, path: Path) -> bool:
        """Whether the manifests differ in a field, in what is in it, or in what it is in."""
        place = settled(path)
        return place in self._above or any(place[:length] in self._places for length in range(len(place) + 1))


class Causes:
    """Why fields change that differ between a live object and what becomes of it."""

    def __init__(self, recorded: dict[str, Any], wanted: dict[str, Any], live: dict[str, Any], shape: Shape) -> None:
        self._shape = shape
        self._wanted = Finder(wanted, shape)
        self._live = Finder(live, shape)
        self._by_chart = ChartChanges(recorded, wanted, shape)

    def cause(self, path: Path, new: Any) -> str:
        """Why the field changes that becomes `new`."""
        if self._by_chart.touches(path):
            return BY_CHART
        place = settled(path)
        wanted = self._wanted.find(place)
        if wanted is MISSING:
            # Nobody mentions it: what goes was put there by somebody else, what comes by the server.
            return BY_DRIFT if new is MISSING else BY_SERVER
        missing = unmet(wanted, self._live.find(place), shape_at(place, self._shape))
        return BY_SERVER if next(missing, None) is None else BY_DRIFT


def settled(path: Path) -> Path:
    """A path up to the first item that has no name of its own, for numbers differ from state to state."""
    for number, step in enumerate(path):
        if step[0] == ITEM and step[1:].isdigit():
            return path[:number]
    return path
