"""YAML as nodes that know where they stand, for findings about how something is written."""

from __future__ import annotations

from collections.abc import Iterator

from ....core.golib import yaml_events
from ....core.golib.yaml_error import YamlError
from ....core.golib.yaml_input import Input
from ....core.golib.yaml_parser import ALIAS, MAPPING, Node, parse

Path = tuple[str, ...]


def read_nodes(text: str) -> Node | None:
    """The root of the first document; None where there is none, or no YAML."""
    try:
        document = yaml_events.parse(text) or parse(Input(text))
    except YamlError:
        return None
    return document.root if document is not None else None


def pairs(node: Node | None) -> Iterator[tuple[Node, Node]]:
    """The keys and values of a mapping; nothing for any other node."""
    if node is not None and node.kind == MAPPING:
        yield from zip(node.children[::2], node.children[1::2], strict=True)


def child(node: Node | None, name: str) -> Node | None:
    """The value of a key of a mapping, of equal keys the last; None where there is none."""
    found = None
    for key, value in pairs(node):
        if key.value == name:
            found = value.target if value.kind == ALIAS else value
    return found


def walk(node: Node | None, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """A node and all below it with their paths (items of lists by number), aliases not followed."""
    if node is None:
        return
    stack = [(path, node)]
    while stack:
        place, current = stack.pop()
        yield place, current
        if current.kind == MAPPING:
            below = [((*place, key.value), value) for key, value in pairs(current)]
        else:
            below = [((*place, str(number)), item) for number, item in enumerate(current.children)]
        stack += reversed(below)


def find_path(root: Node | None, path: Path) -> Node | None:
    """The key (the item, in a list) at the end of a path; of the nearest table above it that is there, None at all."""
    node, found = root, None
    for name in path:
        if node is not None and node.kind == ALIAS:
            node = node.target
        below = None
        if node is not None and node.kind == MAPPING:
            for key, value in pairs(node):
                if key.value == name:
                    found, below = key, value
        elif node is not None and name.isdecimal() and int(name) < len(node.children):
            found = below = node.children[int(name)]
        if below is None:
            return None
        node = below
    return found
