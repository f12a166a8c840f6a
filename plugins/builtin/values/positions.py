"""On which line of a YAML text a value is set."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.golib.yaml import YamlError
from ....core.golib.yaml_input import Input
from ....core.golib.yaml_parser import ALIAS, MAPPING, Node, parse


def line_of(text: str | bytes, path: Sequence[str]) -> int:
    """The line (from 1) of the last key of `path` in the first document; of the nearest table above it that is there.

    0 when not even the first key is found, or the text is no YAML. A key that comes by a merge is looked for in the
    table that is merged in.
    """
    try:
        document = parse(Input(text))
    except YamlError:
        return 0
    node = document.root if document is not None else None
    line = 0
    for name in path:
        found = _child(node, name)
        if found is None:
            break
        line, node = found
    return line


def _child(node: Node | None, name: str) -> tuple[int, Node] | None:
    """The line of the key `name` of a mapping, or of that item of a list, and the value's node."""
    node = _target(node)
    if node is None:
        return None
    if node.kind != MAPPING:
        if name.isdecimal() and int(name) < len(node.children):
            item = node.children[int(name)]
            return item.line + 1, item
        return None
    merged = None
    # The last of equal keys counts.
    for key, value in reversed(list(zip(node.children[::2], node.children[1::2], strict=True))):
        if key.value == name:
            return key.line + 1, value
        if key.value == "<<" and merged is None:
            merged = _child(value, name)
    return merged


def _target(node: Node | None) -> Node | None:
    """What an alias stands for."""
    return node.target if node is not None and node.kind == ALIAS else node
