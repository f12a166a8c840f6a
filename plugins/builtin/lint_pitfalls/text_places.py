"""Where the objects of Kubernetes take texts only: a number or a boolean there keeps them from being installed."""

from __future__ import annotations

from collections.abc import Iterator

from ....core.golib.yaml_parser import MAPPING, SCALAR, Node
from .yaml_nodes import Path, pairs, walk

_TABLES = frozenset(("annotations", "labels", "matchLabels", "nodeSelector"))
_DATA = {"ConfigMap": ("data", "binaryData"), "Secret": ("data", "stringData")}


def text_places(thing: Node) -> Iterator[tuple[Path, Node]]:
    """The scalars of an object that have to be texts, with their paths."""
    kind = next((value.value for key, value in pairs(thing) if key.value == "kind"), "")
    for key, value in pairs(thing):
        if key.value in _DATA.get(kind, ()):
            yield from _scalars((key.value,), value)
    for path, node in walk(thing):
        if path and path[-1] in _TABLES and node.kind == MAPPING and "properties" not in path:
            yield from _scalars(path, node)
        elif len(path) > 1 and path[-2] == "env" and node.kind == MAPPING:
            yield from [((*path, "value"), value) for key, value in pairs(node) if key.value == "value"]


def _scalars(path: Path, table: Node) -> Iterator[tuple[Path, Node]]:
    for key, value in pairs(table):
        if value.kind == SCALAR:
            yield (*path, key.value), value
