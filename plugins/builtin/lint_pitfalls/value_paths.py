"""Which places of a chart's values are read: by its templates, by those of its subcharts, by its requirements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....core.golib.types import GoError
from ....core.golib.yaml import load_map
from ....core.model.value_use import ANY_KEY

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.value_use import ValueUse
    from .yaml_nodes import Path

_GLOBAL = "global"
_FILE = "requirements.yaml"


class ReadPaths:
    """A set of paths that are read, some of them with all that is below them; `below` are the sets behind each key."""

    __slots__ = ("below", "is_read", "is_whole")

    def __init__(self) -> None:
        self.below: dict[str, ReadPaths] = {}
        self.is_read = False
        self.is_whole = False

    def add(self, path: Path, *, whole: bool) -> None:
        """Add a path; a key of it may be `ANY_KEY`."""
        node = self
        for name in path:
            node = node.below.setdefault(name, ReadPaths())
        node.is_read = True
        node.is_whole = node.is_whole or whole

    def covers(self, path: Path) -> bool:
        """Whether what is at a path is read: it, something below it, or a table above it as a whole."""
        nodes = [self]
        for name in path:
            if any(node.is_whole for node in nodes):
                return True
            nodes = [node.below[key] for node in nodes for key in {name, ANY_KEY} if key in node.below]
        return any(node.is_read or node.below for node in nodes)


def requirements(chart: Chart) -> list[dict[str, Any]]:
    """The entries of a chart's requirements.yaml; none where it cannot be read."""
    file = chart.file(_FILE)
    if file is None:
        return []
    try:
        entries = load_map(file.data).get("dependencies")
    except GoError:
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def absent_subcharts(chart: Chart) -> set[str]:
    """The keys of subcharts that are required but not in the charts folder."""
    present = {dependency.name for dependency in chart.dependencies}
    return {_key(entry) for entry in requirements(chart) if entry.get("name") not in present}


def _key(entry: dict[str, Any]) -> str:
    """The name under which a required subchart has its values."""
    return str(entry.get("alias") or entry.get("name"))


def _keys(chart: Chart, name: str) -> list[str]:
    """The keys under which a chart's values have those of the subchart `name`: its aliases, or the name itself."""
    return [_key(entry) for entry in requirements(chart) if entry.get("name") == name] or [name]


def read_paths(chart: Chart, uses: list[ValueUse]) -> ReadPaths:
    """The places in the values of `chart` that are read."""
    found = ReadPaths()
    prefixes = dict(_prefixes(chart, (), [()]))
    for use in uses:
        for prefix in prefixes.get(use.chart, ()):
            found.add((*prefix, *use.path), whole=use.whole)
            if use.path[:1] == (_GLOBAL,):
                for depth in range(len(prefix)):
                    found.add((*prefix[:depth], *use.path), whole=use.whole)
    found.add(("tags",), whole=True)
    found.add(("exports",), whole=True)
    for each in chart.walk():
        _add_requirements(each, found)
    for name in absent_subcharts(chart):
        found.add((name,), whole=True)
        found.add((_GLOBAL,), whole=True)
    return found


def _prefixes(chart: Chart, names: Path, own: list[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """For a chart and every subchart: the names on the way to it, and where the values of the first have its own."""
    yield names, own
    for dependency in chart.dependencies:
        below = [(*prefix, key) for prefix in own for key in _keys(chart, dependency.name)]
        yield from _prefixes(dependency, (*names, dependency.name), below)


def _add_requirements(chart: Chart, found: ReadPaths) -> None:
    """Conditions of requirements, and what they import from subcharts. Paths of nested charts are taken as they are."""
    for entry in requirements(chart):
        for condition in str(entry.get("condition") or "").split(","):
            found.add(tuple(condition.strip().split(".")), whole=False)
        imports = entry.get("import-values")
        for item in imports if isinstance(imports, list) else ():
            child = item.get("child") if isinstance(item, dict) else f"exports.{item}"
            found.add((_key(entry), *str(child).split(".")), whole=True)
