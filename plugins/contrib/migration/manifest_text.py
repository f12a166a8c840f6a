"""Where in the text of a manifest each object says its API version, and how to change just that.

A manifest is taken apart at its document marks and put together again byte for byte. The place of an API version comes
from the YAML reader itself, so what only looks like one (in a comment, in a block of text, in another object's field)
is never taken for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.golib.yaml_input import Input
from ....core.golib.yaml_parser import ALIAS, MAPPING, SCALAR, SEQUENCE, Node, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"(?:\A|(?<=\n))---")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_QUOTES = ("", '"', "'")


class Head:
    """What one object says it is. `place` is where its API version begins and ends, None where it cannot be changed."""

    __slots__ = ("api_version", "is_item", "kind", "place")

    def __init__(self, api_version: str, kind: str, place: tuple[int, int] | None, *, is_item: bool) -> None:
        self.api_version = api_version
        self.kind = kind
        self.is_item = is_item
        self.place = place


def split_text(manifest: str) -> list[str]:
    """The parts of a manifest: each but the first begins with its document mark. Joined they are the manifest."""
    marks = [found.start() for found in _MARK.finditer(manifest)]
    ends = [*marks, len(manifest)]
    return [part for part in [manifest[: ends[0]], *map(manifest.__getitem__, map(slice, ends, ends[1:]))] if part]


def heads_of(part: str) -> list[Head]:
    """The objects of a part: a list first, then its items. Raises YamlError for what is no YAML."""
    offset = 3 if part.startswith("---") else 0
    text = part[offset:]
    document = parse(Input(text))
    if document is None:
        return []
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    return [
        Head(
            _text(version),
            kind,
            _place(text, starts, version, offset),
            is_item=is_item,
        )
        for version, kind, is_item in _objects(document.root)
    ]


def with_api_versions(text: str, changes: list[tuple[tuple[int, int], str]]) -> str:
    """A part in which other API versions stand at some places."""
    for (start, end), api_version in sorted(changes, reverse=True):
        text = text[:start] + api_version + text[end:]
    return text


def _objects(root: Node) -> Iterator[tuple[Node | None, str, bool]]:
    """The nodes of the API versions of an object and its items, with their kinds."""
    if root.kind is not MAPPING:
        return
    kind = _text(_field(root, "kind"))
    yield _field(root, "apiVersion"), kind, False
    items = _field(root, "items")
    if not kind.endswith("List") or items is None or items.kind is not SEQUENCE:
        return
    for item in items.children:
        if item.kind is MAPPING and (own := _text(_field(item, "kind"))):
            yield _field(item, "apiVersion"), own, True


def _field(mapping: Node, name: str) -> Node | None:
    """The value of a key: of equal keys the last one counts."""
    found = None
    for key, value in zip(mapping.children[::2], mapping.children[1::2], strict=True):
        if key.kind is SCALAR and key.value == name:
            found = value
    return found


def _text(node: Node | None) -> str:
    """The text of a scalar, of one that an alias stands for too; empty for anything else."""
    if node is not None and node.kind is ALIAS:
        node = node.target
    return node.value if node is not None and node.kind is SCALAR else ""


def _place(text: str, starts: list[int], version: Node | None, offset: int) -> tuple[int, int] | None:
    """From where to where an API version stands; None where it is written in some other way than in one piece."""
    if version is None or version.kind is not SCALAR or not version.value or version.line >= len(starts):
        return None
    start = starts[version.line] + version.column
    for mark in _QUOTES:
        if text.startswith(f"{mark}{version.value}{mark}", start):
            begin = start + len(mark) + offset
            return begin, begin + len(version.value)
    return None
